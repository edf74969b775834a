/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The forms of the message table. A frame that is not of its form never reaches a handler.
 * What is more than a value in a frame (ranges of UIDs, attributes of mails) is packed and taken out here. */
#include "message.h"

const char *const message_forms[MESSAGES] = {
    [MESSAGE_SETUP] = "a{sv}",
    [MESSAGE_POLL] = "(uuub)",
    [MESSAGE_HELD] = "(uuua(uu))",
    [MESSAGE_FETCH] = "(ua(uu))",
    [MESSAGE_MAIL] = "(uuxt)",
    [MESSAGE_ATTRIBUTES] = "(ua(utx))",
    [MESSAGE_POLLED] = "(bus)",
    [MESSAGE_NEWS] = "b",
    [MESSAGE_CERTIFICATE] = "(xx)",
    [MESSAGE_READ] = "(xsb)",
    [MESSAGE_ANSWER_HERE] = "()",
    [MESSAGE_FINDINGS] = "v",
    [MESSAGE_UNREADABLE] = "s",
    [MESSAGE_SEND] = "(xss)",
    [MESSAGE_SENT] = "(xuus)",
    [MESSAGE_AUTHORIZE] = "s",
    [MESSAGE_AUTHORIZED] = "(bustsusu)",
    [MESSAGE_TOKEN] = "s",
    [MESSAGE_GIVEN_UP] = "s",
};

GVariant *message_pack_ranges(const GArray *ranges)
{
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE("a(uu)"));
    for (guint i = 0; i < ranges->len; i++) {
        const struct uid_range *range = &g_array_index(ranges, struct uid_range, i);
        g_variant_builder_add(&builder, "(uu)", range->first, range->last);
    }
    return g_variant_builder_end(&builder);
}

GArray *message_ranges(GVariant *packed)
{
    GArray *ranges = g_array_new(FALSE, FALSE, sizeof(struct uid_range));
    GVariantIter iter;
    struct uid_range range;
    g_variant_iter_init(&iter, packed);
    while (g_variant_iter_next(&iter, "(uu)", &range.first, &range.last))
        if (range.first > 0 && range.first <= range.last)
            g_array_append_val(ranges, range);
    return ranges;
}

GVariant *message_pack_attributes(const struct mail_attributes *attributes, guint count)
{
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE("a(utx)"));
    for (guint i = 0; i < count; i++)
        g_variant_builder_add(&builder, "(utx)", attributes[i].uid, attributes[i].bytes, attributes[i].received);
    return g_variant_builder_end(&builder);
}

GArray *message_attributes(GVariant *packed)
{
    GArray *attributes = g_array_new(FALSE, FALSE, sizeof(struct mail_attributes));
    GVariantIter iter;
    struct mail_attributes one;
    g_variant_iter_init(&iter, packed);
    while (g_variant_iter_next(&iter, "(utx)", &one.uid, &one.bytes, &one.received))
        g_array_append_val(attributes, one);
    return attributes;
}
