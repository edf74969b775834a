/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a child that was taken over may send: frames of any bytes on a channel, and findings of any
 * content inside a good frame. What passes must be the same after another journey. */
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/channel.h"
#include "finding.h"
#include "message.h"

enum { FRAME_SEED_MAX = 60 * 1024 }; /* fits a socket's buffer */

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void look_at_findings(GVariant *value)
{
    AUTO(findings) *findings = findings_from_variant(value, NULL);
    if (!findings)
        return;
    g_autoptr(GVariant) again = g_variant_ref_sink(findings_to_variant(findings));
    g_autoptr(GError) error = NULL;
    AUTO(findings) *same = findings_from_variant(again, &error);
    if (!same)
        g_error("taken once, refused the second time: %s", error->message);
    g_autoptr(GVariant) third = g_variant_ref_sink(findings_to_variant(same));
    g_assert_true(g_variant_equal(again, third));
}

static void receive_frames(const uint8_t *bytes, size_t length)
{
    int ends[2];
    struct frame frame;
    if (length > FRAME_SEED_MAX || !channel_pair(ends, NULL))
        return;
    AUTO(channel) *channel = channel_new(ends[0], message_forms, MESSAGES);
    g_assert_true(send(ends[1], bytes, length, MSG_DONTWAIT) == (ssize_t)length);
    close(ends[1]);
    while (channel_receive(channel, &frame, 1000, NULL)) {
        g_assert_true(g_variant_is_normal_form(frame.value));
        if (frame.type == MESSAGE_FINDINGS) {
            g_autoptr(GVariant) inner = g_variant_get_variant(frame.value);
            look_at_findings(inner);
        }
        frame_clear(&frame);
    }
}

/* The rest of the bytes as the variant of a frame that has passed the channel's own checks. */
static void take_variant(const uint8_t *bytes, size_t length)
{
    g_autoptr(GBytes) raw = g_bytes_new(bytes, length);
    g_autoptr(GVariant) value =
        g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE_VARIANT, raw, FALSE));
    g_autoptr(GVariant) normal = g_variant_get_normal_form(value);
    g_autoptr(GVariant) inner = g_variant_get_variant(normal);
    look_at_findings(inner);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    if (length < 1)
        return 0;
    if (bytes[0] & 1)
        receive_frames(bytes + 1, length - 1);
    else
        take_variant(bytes + 1, length - 1);
    return 0;
}
