#ifndef EVENKEEL_CLIBCURL_HTTP_H
#define EVENKEEL_CLIBCURL_HTTP_H

#include <stdbool.h>
#include <stddef.h>

// One POST over libcurl that cannot be turned against our own network: the address
// is looked at when the socket is opened, after the name was resolved, so a name
// that resolves to something else the second time gains nothing. Redirects are not
// followed.

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    // There is a status.
    EVENKEEL_HTTP_ANSWERED = 0,
    // Nobody was reached, or TLS failed: nothing was handed over.
    EVENKEEL_HTTP_NOT_SENT = 1,
    // The request was on the wire and no answer was read.
    EVENKEEL_HTTP_UNCERTAIN = 2,
    // The address is loopback, private or otherwise not a public one.
    EVENKEEL_HTTP_ADDRESS_REFUSED = 3,
} evenkeel_http_result;

typedef struct {
    const char *url;
    const char *const *headers;  // "Name: value", ends with NULL
    const unsigned char *body;
    size_t length;
    long timeout_ms;
    long connect_timeout_ms;
    bool allow_private;
    const char *ca_file;  // NULL: the system's
} evenkeel_http_options;

enum { EVENKEEL_HTTP_TEXT_SIZE = 512 };

// `status` receives the HTTP status, `retry_after` the seconds of that header or 0, `text` (of
// EVENKEEL_HTTP_TEXT_SIZE) the beginning of the answer's body or libcurl's error. Blocks.
evenkeel_http_result evenkeel_http_post(
    const evenkeel_http_options *options, long *status, long *retry_after, char *text);

// Whether an address, as text, is one that the public Internet reaches. For tests of the table.
bool evenkeel_address_is_public(const char *address);

#ifdef __cplusplus
}
#endif
#endif
