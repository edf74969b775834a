/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The noun that collect hands over. */
#include "mail.h"

struct mail *mail_new(const char *source, guint32 validity, guint32 uid)
{
    struct mail *mail = g_new0(struct mail, 1);

    mail->source = g_strdup(source);
    mail->validity = validity;
    mail->uid = uid;
    return mail;
}

void mail_free(struct mail *mail)
{
    if (!mail)
        return;
    g_free(mail->source);
    if (mail->raw)
        g_bytes_unref(mail->raw);
    g_free(mail);
}
