/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 by Nettle, which uses the processor's own instructions for it where it has them: five times as
 * fast as GLib's, and each mail is summed when it is stored and whenever it is read again. What is short
 * may as well use GLib's. */
#include "base/digest.h"

#include <nettle/sha2.h>
#include <nettle/version.h>

char *digest_sha256(GBytes *bytes)
{
    static const char digits[] = "0123456789abcdef";
    guint8 digest[SHA256_DIGEST_SIZE];
    struct sha256_ctx sum;
    gsize length;
    const guint8 *data = g_bytes_get_data(bytes, &length);
    sha256_init(&sum);
    sha256_update(&sum, length, data);
#if NETTLE_VERSION_MAJOR >= 4
    sha256_digest(&sum, digest);
#else
    sha256_digest(&sum, sizeof digest, digest);
#endif
    char *text = g_malloc(2 * sizeof digest + 1), *at = text;
    for (guint i = 0; i < sizeof digest; i++) {
        *at++ = digits[digest[i] >> 4];
        *at++ = digits[digest[i] & 15];
    }
    *at = '\0';
    return text;
}
