/* path.c - the way to a GPU, as a picture and as JSON. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/gpus/path.h"

#include "apps/gpus/words.h"
#include "lib/fmt.h"

/* Payload sizes: 128 << n bytes, of which 6 and 7 are reserved. */
static unsigned payload(unsigned code)
{
	return 128u << code;
}

static const char *kind_of(const struct gpu_hop *h, char buf[GPU_WORD_MAX])
{
	return h->has_express ? gpu_word(buf, "EXP", "FLAGS", "TYPE", h->express.port_type)
	       : pci_is_bridge(h->func) ? "PCI bridge"
	                                : "PCI function";
}

/* A scale of 0 is watts; values from f0 on are steps of 25 (PCIe Base 6.0, 7.5.3.9). */
static bool slot_watts(const struct pci_express *e, unsigned *ret)
{
	*ret = reg_field(pci_EXPSLT_SLTCAP, SPL_VALUE, e->sltcap);
	return !reg_field(pci_EXPSLT_SLTCAP, SPL_SCALE, e->sltcap) && *ret < 0xf0;
}

static void show_slot(const struct gpu_hop *h, struct sink *out)
{
	const struct pci_express *e = &h->express;
	unsigned watts;

	if (!e->has_slot)
		return;
	fmt_print(out, ", slot %u", reg_field(pci_EXPSLT_SLTCAP, SLOT, e->sltcap));
	if (slot_watts(e, &watts))
		fmt_print(out, " of %u W", watts);
}

static void show_hop(const struct gpu_hop *h, struct sink *out)
{
	const struct pci_express *e = &h->express;
	const struct pci_addr *a = &h->func->addr;
	char buf[GPU_WORD_MAX];

	fmt_print(out, "      %02x:%02x.%x %s", a->bus, a->dev, a->fn,
	          h->st == PCI_OK ? kind_of(h, buf) : pci_strstatus(h->st));
	if (h->st != PCI_OK) {
		fmt_print(out, "\n");
		return;
	}
	if (h->has_express) {
		show_slot(h, out);
		fmt_print(out, ", MaxPayload %u of %u",
		          payload(reg_field(pci_EXP_DEVCTL, MPS, e->devctl)),
		          payload(reg_field(pci_EXP_DEVCAP, MPS, e->devcap)));
		if (!pci_is_bridge(h->func))
			fmt_print(out, ", MaxReadReq %u",
			          payload(reg_field(pci_EXP_DEVCTL, MRRS, e->devctl)));
	}
	if (pci_is_link_above(h->func))
		fmt_print(out, ", %s",
		          pci_is_isolated(h->func, &h->isolation) ? "isolated"
		          : h->isolation.has_acs                  ? "ACS off"
		                                                  : "no ACS");
	if (h->power_state)
		fmt_print(out, ", in D%u", h->power_state);
	fmt_print(out, "\n");
}

static void show_link(const struct gpu_hop *above, const struct gpu_hop *below, struct sink *out)
{
	char speed[GPU_WORD_MAX], most[GPU_WORD_MAX], aspm[GPU_WORD_MAX];
	struct gpu_link_facts l;

	if (above->st != PCI_OK || below->st != PCI_OK || !gpu_has_link(above, below)) {
		fmt_print(out, "        :\n");
		return;
	}
	gpu_link_facts(above, below, &l);
	fmt_print(out, "        | %s x%u", gpu_speed(speed, l.speed), l.width);
	if (l.max_speed && l.max_width && (l.speed != l.max_speed || l.width != l.max_width))
		fmt_print(out, " of %s x%u", gpu_speed(most, l.max_speed), l.max_width);
	if (l.target_speed && l.target_speed < l.max_speed)
		fmt_print(out, ", target %s", gpu_speed(most, l.target_speed));
	if (l.retimers)
		fmt_print(out, ", %u retimer%s", l.retimers, l.retimers > 1 ? "s" : "");
	fmt_print(out, ", ASPM %s", gpu_word(aspm, "EXP", "LNKCTL", "ASPM", l.aspm));
	fmt_print(out, "%s%s%s\n", l.is_disabled ? ", disabled" : "", l.is_down ? ", down" : "",
	          l.is_training ? ", training" : "");
}

void path_show_text(const struct gpu_hop *const *hop, size_t count, struct sink *out)
{
	for (size_t i = 0; i < count; i++) {
		if (i)
			show_link(hop[i - 1], hop[i], out);
		show_hop(hop[i], out);
	}
}

static void put_link(const struct gpu_hop *above, const struct gpu_hop *below, struct json *j)
{
	struct gpu_link_facts l;
	char buf[GPU_WORD_MAX];

	gpu_link_facts(above, below, &l);
	json_begin_object(j, "link");
	json_string(j, "speed", gpu_speed(buf, l.speed));
	json_number(j, "width", l.width);
	json_string(j, "max_speed", gpu_speed(buf, l.max_speed));
	json_number(j, "max_width", l.max_width);
	if (l.target_speed)
		json_string(j, "target_speed", gpu_speed(buf, l.target_speed));
	json_string(j, "aspm", gpu_word(buf, "EXP", "LNKCTL", "ASPM", l.aspm));
	json_hex(j, "status", above->express.lnksta, 4);
	json_number(j, "retimers", l.retimers);
	json_bool(j, "disabled", l.is_disabled);
	json_bool(j, "down", l.is_down);
	json_end_object(j);
}

static void put_express(const struct gpu_hop *h, struct json *j)
{
	const struct pci_express *e = &h->express;
	unsigned watts;

	if (e->has_slot) {
		json_number(j, "slot", reg_field(pci_EXPSLT_SLTCAP, SLOT, e->sltcap));
		if (slot_watts(e, &watts))
			json_number(j, "slot_power_limit", watts);
		json_hex(j, "slot_status", e->sltsta, 4);
	}
	json_number(j, "max_payload", payload(reg_field(pci_EXP_DEVCTL, MPS, e->devctl)));
	json_number(j, "max_payload_supported", payload(reg_field(pci_EXP_DEVCAP, MPS, e->devcap)));
	json_number(j, "max_read_request", payload(reg_field(pci_EXP_DEVCTL, MRRS, e->devctl)));
	json_bool(j, "relaxed_ordering", reg_field(pci_EXP_DEVCTL, RLX_ORD, e->devctl));
	json_bool(j, "extended_tag", reg_field(pci_EXP_DEVCTL, EXT_TAG, e->devctl));
	if (e->has_2)
		json_bool(j, "tag_10_bit", reg_field(pci_EXP2_DEVCTL2, TAG10_REQ, e->devctl2));
	json_hex(j, "device_status", e->devsta, 4);
}

void path_show_json(const struct gpu_hop *const *hop, size_t count, struct json *j)
{
	char addr[PCI_ADDR_MAX], buf[GPU_WORD_MAX];

	json_begin_array(j, "hops");
	for (size_t i = 0; i < count; i++) {
		const struct gpu_hop *h = hop[i];

		json_begin_object(j, NULL);
		json_string(j, "address", pci_addr_format(addr, h->func->addr));
		json_string(j, "type", kind_of(h, buf));
		if (i && gpu_has_link(hop[i - 1], h))
			put_link(hop[i - 1], h, j);
		if (h->has_express)
			put_express(h, j);
		json_bool(j, "isolated", pci_is_isolated(h->func, &h->isolation));
		if (h->isolation.has_acs) {
			json_hex(j, "acs_capability", h->isolation.acs_cap, 4);
			json_hex(j, "acs_control", h->isolation.acs_ctl, 4);
		}
		if (h->has_power)
			json_number(j, "power_state", h->power_state);
		if (h->has_aer) {
			json_hex(j, "uncorrectable_errors", h->ue_status, 8);
			json_hex(j, "correctable_errors", h->ce_status, 8);
		}
		json_end_object(j);
	}
	json_end_array(j);
}
