/* json.c - one function as JSON; the members are described in apps/gpus/README. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/gpus/gpus.h"
#include "lib/view_json.h"

static void put_link(const struct gpu *g, struct json *j)
{
	char buf[GPU_WORD_MAX];

	json_begin_object(j, "link");
	json_string(j, "speed", gpu_speed(buf, g->link.speed));
	json_number(j, "width", g->link.width);
	json_string(j, "max_speed", gpu_speed(buf, g->link.max_speed));
	json_number(j, "max_width", g->link.max_width);
	json_end_object(j);
}

void gpu_show_json(struct gpu *g, struct json *j)
{
	json_begin_object(j, NULL);
	view_json_identity(&g->view, j);
	json_begin_array(j, "path");
	for (size_t i = 0; i < g->depth; i++)
		view_json_address(j, NULL, g->path[i]->addr);
	json_end_array(j);
	if (g->link.known)
		put_link(g, j);
	if (g->has_sriov)
		json_number(j, "total_vfs", g->total_vfs);
	identity_show_json(&g->identity, j);
	if (g->preflight)
		preflight_put_gpu(g->preflight, &g->more, j);
	if (g->check) {
		preflight_clear(g->preflight);
		preflight_check_gpu(g->preflight, &g->more);
		preflight_put_findings(g->preflight, j);
		view_json_status(&g->view, j);
	} else {
		view_json_rest(&g->view, j, g->verbose);
	}
	json_end_object(j);
}
