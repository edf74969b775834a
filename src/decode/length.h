/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lengths as style sheets and documents write them. */
#ifndef CIRCULARD_DECODE_LENGTH_H
#define CIRCULARD_DECODE_LENGTH_H

/* In points: "17cm", "6.2in", "480pt"; a number alone are pixels of a screen. 0 for a share ("50%") and for none. */
double length_read(const char *text);

#endif
