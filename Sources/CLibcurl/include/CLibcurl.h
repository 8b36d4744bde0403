#ifndef EVENKEEL_CLIBCURL_H
#define EVENKEEL_CLIBCURL_H

#include <stdbool.h>
#include <stddef.h>

#include "CLibcurlHTTP.h"

// Opens an SMTP session with libcurl and hands over the connection, because curl_easy_setopt is variadic and Swift
// cannot call variadic C functions. libcurl does what is hard: it connects, greets, takes up TLS and logs in. The few
// lines that send a message are said by the caller: libcurl waits for the answer to each before it says the next.

#ifdef __cplusplus
extern "C" {
#endif

// Initialises libcurl once; false when it cannot be.
bool evenkeel_libcurl_is_ready(void);

// A connection on which MAIL may be said. Not thread-safe: one thread at a time.
typedef struct evenkeel_smtp_connection evenkeel_smtp_connection;

typedef enum {
    EVENKEEL_SMTP_TLS_NEVER = 0,
    EVENKEEL_SMTP_TLS_IF_OFFERED = 1,
    EVENKEEL_SMTP_TLS_REQUIRED = 2,
} evenkeel_smtp_tls;

typedef struct {
    const char *username;  // NULL: no authentication
    const char *password;  // NULL with a NULL username
    evenkeel_smtp_tls tls;
    bool verify_peer;
    long timeout_ms;
    long connect_timeout_ms;
    const char *ca_file;  // NULL: the system's
} evenkeel_smtp_options;

enum { EVENKEEL_SMTP_TEXT_SIZE = 512 };

// Connects, greets (EHLO), takes up TLS and logs in, as the options say.
//
// NULL where that fails: `response_code` is then what the server answered (4xx or 5xx, with `text` the reply without its
// code), or 0 where it is not the server that refused, with `text` what libcurl says. `text` has room for
// EVENKEEL_SMTP_TEXT_SIZE bytes and ends with NUL.
evenkeel_smtp_connection *evenkeel_smtp_connect(
    const char *url, const evenkeel_smtp_options *options, char *text, long *response_code);

// Whether the server takes several commands before it has answered the first (RFC 2920).
bool evenkeel_smtp_pipelines(const evenkeel_smtp_connection *connection);

// Writes some of the bytes and returns how many; 0 where none could be written within `wait_ms`; -1 where the connection
// is lost, with `text` why.
long evenkeel_smtp_write(
    evenkeel_smtp_connection *connection, const unsigned char *bytes, size_t count, long wait_ms, char *text);

// Reads some bytes and returns how many; 0 where none came within `wait_ms`; -1 where the connection is lost, with `text`
// why.
long evenkeel_smtp_read(
    evenkeel_smtp_connection *connection, unsigned char *bytes, size_t count, long wait_ms, char *text);

// Closes the connection; NULL is nothing to close. `takes_leave`: says QUIT first, and waits a second for the answer.
void evenkeel_smtp_close(evenkeel_smtp_connection *connection, bool takes_leave);

#ifdef __cplusplus
}
#endif
#endif
