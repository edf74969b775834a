/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of the chain the first certificate is read, which is the server's own: "Expire date:Nov 20 12:00:00 2027 GMT". */
#include "base/transport_certificate.h"

#include <string.h>

struct transport_certificate transport_certificate_of(CURL *curl)
{
    static const char begins[] = "Start date:", ends[] = "Expire date:";
    struct transport_certificate certificate = {0, 0};
    struct curl_certinfo *chain = NULL;

    if (curl_easy_getinfo(curl, CURLINFO_CERTINFO, &chain) != CURLE_OK || !chain || chain->num_of_certs < 1)
        return certificate;
    for (const struct curl_slist *said = chain->certinfo[0]; said; said = said->next) {
        if (g_str_has_prefix(said->data, begins))
            certificate.begins = MAX(curl_getdate(said->data + strlen(begins), NULL), 0);
        if (g_str_has_prefix(said->data, ends))
            certificate.ends = MAX(curl_getdate(said->data + strlen(ends), NULL), 0);
    }
    return certificate;
}
