#ifndef EVENKEEL_CLIBCURL_HTTP_H
#define EVENKEEL_CLIBCURL_HTTP_H

#include <stdbool.h>
#include <stddef.h>

// One HTTP request over libcurl. Where private addresses are not allowed it cannot be turned
// against our own network: the address is looked at when the socket is opened, after the name was
// resolved, so a name that resolves to something else the second time gains nothing. Redirects are
// not followed, and the environment's proxies are not asked.

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    // There is a status. The body is whole unless the answer says otherwise.
    EVENKEEL_HTTP_ANSWERED = 0,
    // Nobody was reached, or TLS failed: nothing was handed over.
    EVENKEEL_HTTP_NOT_SENT = 1,
    // The request was on the wire and no answer was read.
    EVENKEEL_HTTP_UNCERTAIN = 2,
    // The address is loopback, private or otherwise not a public one.
    EVENKEEL_HTTP_ADDRESS_REFUSED = 3,
} evenkeel_http_result;

typedef struct {
    const char *method;
    const char *url;
    const char *const *headers;  // "Name: value", ends with NULL
    const unsigned char *body;   // NULL: none
    size_t length;
    size_t answer_limit;  // bytes of the answer's body that are read
    long timeout_ms;      // for all of it; 0: no limit
    long idle_ms;         // without a byte in either direction; 0: no limit
    long connect_timeout_ms;
    bool allow_private;
    const char *ca_file;  // NULL: the system's

    // Called at least once a second with `context` and the bytes of the body that have left; true
    // ends the request. May be NULL.
    bool (*is_called_off)(void *context, size_t sent);
    void *context;
} evenkeel_http_request;

typedef struct {
    long status;
    long retry_after;     // seconds of that header, or 0
    unsigned char *body;  // freed by evenkeel_http_answer_free
    size_t length;
    char *location;      // where a redirect leads, as a whole address; NULL where there is none
    bool is_over_limit;  // it went on beyond `answer_limit` and was hung up on
    bool is_broken;      // the connection was lost, or the time was over, before its end
} evenkeel_http_answer;

enum { EVENKEEL_HTTP_TEXT_SIZE = 512 };

// `text` (of EVENKEEL_HTTP_TEXT_SIZE) receives what went wrong. Blocks.
evenkeel_http_result evenkeel_http_perform(
    const evenkeel_http_request *request, evenkeel_http_answer *answer, char *text);

void evenkeel_http_answer_free(evenkeel_http_answer *answer);

// Whether an address, as text, is one that the public Internet reaches. For tests of the table.
bool evenkeel_address_is_public(const char *address);

#ifdef __cplusplus
}
#endif
#endif
