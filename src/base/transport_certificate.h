/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What libcurl knows of a server's certificate: for the files that open connections. */
#ifndef CIRCULARD_BASE_TRANSPORT_CERTIFICATE_H
#define CIRCULARD_BASE_TRANSPORT_CERTIFICATE_H

#include <curl/curl.h>

#include "base/transport.h"

/* Of the last connection; it must have been asked to remember (CURLOPT_CERTINFO). */
struct transport_certificate transport_certificate_of(CURL *curl);

#endif
