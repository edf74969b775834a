/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A register of its own for each test: made in a temporary folder, and found sound at the end. */
#ifndef CIRCULARD_TESTS_REGISTRY_H
#define CIRCULARD_TESTS_REGISTRY_H

#include "keep/register.h"

struct desk {
    char *folder;
    struct registry *registry;
    gint64 matter; /* the test's own */
    guint mails;   /* the test's own */
};

/* For cmocka: state becomes a struct desk; its end fails where the register or its history is not sound. */
int registry_set_up(void **state);
int registry_tear_down(void **state);

#endif
