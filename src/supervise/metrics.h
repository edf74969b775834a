/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A text file for Prometheus (its node exporter reads *.prom), written whole or not at all. */
#ifndef CIRCULARD_SUPERVISE_METRICS_H
#define CIRCULARD_SUPERVISE_METRICS_H

#include "keep/register.h"

/* parts: of struct health. */
char *metrics_text(const struct counts *counts, const GPtrArray *parts, gint64 now);
gboolean metrics_write(const char *path, const char *text, GError **error);

#endif
