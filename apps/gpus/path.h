/* path.h - the way to a GPU, as a picture and as JSON. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef APPS_GPUS_PATH_H
#define APPS_GPUS_PATH_H

#include "apps/gpus/hop.h"
#include "lib/json.h"

/*
 * A line for each function, and one for the link to the next: "|" is a link, ":" the inside of a
 * switch or a bus of PCI. Lines may be longer than a screen's: out folds them.
 */
void path_show_text(const struct gpu_hop *const *hop, size_t count, struct sink *out);

/* The same as an array of objects, described in apps/gpus/README. */
void path_show_json(const struct gpu_hop *const *hop, size_t count, struct json *j);

#endif
