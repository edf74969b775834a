/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SUPPORT_ZIPPING_H
#define TESTS_SUPPORT_ZIPPING_H

#include <glib.h>

/* A ZIP archive of path, content, path, content, …, NULL. */
GBytes *make_zip(const char *path, ...) G_GNUC_NULL_TERMINATED;
GBytes *make_zip_of(const char *path, GBytes *content);

#endif
