/* cfg.h - configuration space by hand, for tests. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_TEST_CFG_H
#define LIB_TEST_CFG_H

#include <stdint.h>

/* Fill 4096 bytes as a function with nothing but an ID, class and header type. */
void cfg_init(uint8_t *cfg, uint32_t id, uint32_t class_code, uint8_t header_type);

/* Add a capability at the end of its chain; return its bytes. */
uint8_t *cfg_cap(uint8_t *cfg, uint8_t offset, uint8_t id);
uint8_t *cfg_ext(uint8_t *cfg, uint16_t offset, uint16_t id, unsigned version);
uint8_t *cfg_express(uint8_t *cfg, uint8_t offset, unsigned type, unsigned version);

void put_le16(uint8_t *p, uint16_t v);
void put_le32(uint8_t *p, uint32_t v);
void put_le64(uint8_t *p, uint64_t v);

#endif
