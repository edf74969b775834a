/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings travel as a dictionary: what is not set is not in it. */
#include "supervise/mailbox.h"

#include "base/clock.h"

static void add(GVariantBuilder *builder, const char *name, const char *value)
{
    if (value)
        g_variant_builder_add(builder, "{sv}", name, g_variant_new_string(value));
}

GVariant *mailbox_setup(const struct config *config, const struct config_mailbox *mailbox, const char *token,
                        gboolean wait, GError **error)
{
    g_autofree char *password = NULL, *since = date_format(&mailbox->since);
    g_autofree char *maildir = NULL, *numbers = NULL;
    if (mailbox->password_file && !(password = config_secret(mailbox->password_file, error)))
        return NULL;
    if (mailbox->source == CONFIG_MAILDIR) {
        maildir = g_strconcat("maildir://", mailbox->folder, NULL);
        g_autofree char *name = g_strconcat("maildir-", mailbox->name, NULL);
        numbers = g_build_filename(config->state_dir, name, NULL);
    }
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE_VARDICT);
    add(&builder, "name", mailbox->name);
    add(&builder, "url", maildir ? maildir : mailbox->url);
    add(&builder, "mailbox", maildir ? NULL : mailbox->folder);
    add(&builder, "numbers_file", numbers);
    add(&builder, "user", mailbox->user);
    add(&builder, "password", password);
    add(&builder, "token", token);
    add(&builder, "ca_file", mailbox->ca_file);
    add(&builder, "since", since);
    g_variant_builder_add(&builder, "{sv}", "wait", g_variant_new_boolean(wait));
    g_variant_builder_add(&builder, "{sv}", "timeout_seconds",
                          g_variant_new_uint32(config->timeout_seconds));
    return g_variant_builder_end(&builder);
}
