#ifndef EVENKEEL_CLIBCURL_H
#define EVENKEEL_CLIBCURL_H

#include <stdbool.h>
#include <stddef.h>

#include "CLibcurlHTTP.h"

// A small SMTP client over libcurl, because curl_easy_setopt is variadic and
// Swift cannot call variadic C functions. It adds one thing to libcurl: it says
// whether a failed message can have been accepted (see evenkeel_smtp_result).

#ifdef __cplusplus
extern "C" {
#endif

// Initialises libcurl once; false when it cannot be.
bool evenkeel_libcurl_is_ready(void);

// One libcurl handle with its cached connection. Not thread-safe: one thread at a time.
typedef struct evenkeel_smtp_session evenkeel_smtp_session;

typedef enum {
    // The server took responsibility for the message.
    EVENKEEL_SMTP_ACCEPTED = 0,
    // The server answered 4xx or 5xx to MAIL, RCPT, DATA or to the message.
    EVENKEEL_SMTP_MESSAGE_REFUSED = 1,
    // The server answered 4xx or 5xx before any MAIL: greeting, EHLO, STARTTLS or AUTH.
    EVENKEEL_SMTP_SESSION_REFUSED = 2,
    // No connection, or it was lost before the final dot was due: surely not sent.
    EVENKEEL_SMTP_NOT_SENT = 3,
    // The final dot may have been written and no reply to it was read.
    EVENKEEL_SMTP_UNCERTAIN = 4,
} evenkeel_smtp_result;

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

// NULL when libcurl cannot be initialised or memory is short.
evenkeel_smtp_session *evenkeel_smtp_session_create(void);

// Says QUIT on the cached connection, if there is one, and waits for the answer.
void evenkeel_smtp_session_free(evenkeel_smtp_session *session);

// Asked when all but the final dot is written, on the calling thread; it may block. False: the message is not to arrive,
// and the connection is closed without the dot.
typedef bool (*evenkeel_smtp_may_end)(void *context);

// Sends one message, on the connection of the previous call where it is still alive.
//
// `recipients` ends with NULL. If one of them is refused, the message goes to none.
// `payload` is an RFC 5322 message with CRLF line ends; libcurl adds the dots of
// RFC 5321 section 4.5.2. `text` (EVENKEEL_SMTP_TEXT_SIZE bytes, NUL-terminated)
// receives the server's reply without its code, or libcurl's error.
// `response_code` receives the last reply code read, or 0.
// Addresses must be free of control characters; nothing here checks them.
evenkeel_smtp_result evenkeel_smtp_send(
    evenkeel_smtp_session *session,
    const char *url,
    const char *from,
    const char *const *recipients,
    const unsigned char *payload,
    size_t length,
    const evenkeel_smtp_options *options,
    evenkeel_smtp_may_end may_end,
    void *context,
    char *text,
    long *response_code);

#ifdef __cplusplus
}
#endif
#endif
