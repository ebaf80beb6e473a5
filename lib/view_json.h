/* view_json.h - one function as JSON; the members are described in lib/README. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_VIEW_JSON_H
#define LIB_VIEW_JSON_H

#include "lib/json.h"
#include "lib/pci_view.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Members of the object that is open, in this order; what an application adds comes between them.
 * view_json_rest() ends with "status": view->st is the outcome.
 */
void view_json_identity(const struct pci_view *v, struct json *j);
void view_json_rest(struct pci_view *v, struct json *j, bool registers);

/* That last member alone, where the rest is not wanted. */
void view_json_status(const struct pci_view *v, struct json *j);

/* An address as a string, ssss:bb:dd.f. */
void view_json_address(struct json *j, const char *name, struct pci_addr addr);

#ifdef __cplusplus
}
#endif
#endif
