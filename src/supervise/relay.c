/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings travel as a dictionary: what is not set is not in it. */
#include "supervise/relay.h"

GVariant *relay_setup(const struct config_relay *relay, guint timeout_seconds, const char *token,
                      GError **error)
{
    g_autofree char *password = NULL;
    if (relay->password_file && !(password = config_secret(relay->password_file, error)))
        return NULL;
    const char *const settings[][2] = {
        {"url", relay->url},   {"user", relay->user},       {"ca_file", relay->ca_file},
        {"helo", relay->helo}, {"copy_to", relay->copy_to}, {"password", password},
        {"token", token}};
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE_VARDICT);
    for (guint i = 0; i < G_N_ELEMENTS(settings); i++)
        if (settings[i][1])
            g_variant_builder_add(&builder, "{sv}", settings[i][0], g_variant_new_string(settings[i][1]));
    g_variant_builder_add(&builder, "{sv}", "timeout_seconds", g_variant_new_uint32(timeout_seconds));
    return g_variant_builder_end(&builder);
}
