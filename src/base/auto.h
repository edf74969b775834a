/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scope-bound ownership for plain structs, beside GLib's g_autoptr for its own types.
 *
 *     AUTO(mail) *mail = mail_new(…);      freed by mail_free() when the scope is left
 *     return g_steal_pointer(&mail);       or handed over */
#ifndef CIRCULARD_BASE_AUTO_H
#define CIRCULARD_BASE_AUTO_H

#include <glib.h>

#define AUTO(name) __attribute__((cleanup(name##_cleanup))) struct name

#define AUTO_DEFINE(name)                                                                          \
    static inline void name##_cleanup(struct name **pointer)                                       \
    {                                                                                              \
        name##_free(*pointer);                                                                     \
    }

#endif
