/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a hostile IMAP server may send. However the bytes are cut, the same responses must come out,
 * and each of them is asked for everything it may mean. */
#include <stdint.h>
#include <string.h>

#include "collect/imap_reader.h"

enum { LITERAL_MAX = 4096, UIDS_MOST = 1000 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void ask_everything(const struct imap_response *response)
{
    struct imap_fetched fetched;
    guint32 number;
    guint64 count = 0;
    g_autoptr(GArray) ranges = g_array_new(FALSE, FALSE, sizeof(struct uid_range));
    imap_response_code_number(response, "UIDNEXT", &number);
    if (imap_response_fetched(response, &fetched, NULL))
        imap_fetched_clear(&fetched);
    if (response->kind != IMAP_DATA) {
        g_assert_nonnull(response->text);
        return;
    }
    imap_response_uids(response, "c1", UIDS_MOST, ranges, &count, NULL);
    g_assert_cmpuint(count, <=, UIDS_MOST);
}

/* Fed in pieces of at most `step` bytes: how many responses, and how many bytes until it refused. */
static guint count_responses(const uint8_t *bytes, size_t length, size_t step, gsize *taken)
{
    AUTO(imap_reader) *reader = imap_reader_new(LITERAL_MAX);
    guint responses = 0;
    *taken = 0;
    while (*taken < length) {
        gsize used = 0;
        struct imap_response *response = NULL;
        if (!imap_reader_feed(reader, bytes + *taken, MIN(step, length - *taken), &used, &response, NULL))
            return responses;
        g_assert_true(used > 0 || response);
        *taken += used;
        if (response) {
            responses++;
            ask_everything(response);
            imap_response_free(response);
        }
    }
    return responses;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    gsize whole, cut;
    guint at_once = count_responses(bytes, length, G_MAXSIZE, &whole);
    guint in_bytes = count_responses(bytes, length, 1, &cut);
    g_assert_cmpuint(at_once, ==, in_bytes);
    return 0;
}
