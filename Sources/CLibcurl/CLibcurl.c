#include "CLibcurl.h"

#include <curl/curl.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct evenkeel_smtp_connection {
    CURL *curl;
    curl_socket_t socket;
    bool pipelines;

    // While libcurl opens the session.
    bool reply_open;  // the last reply line was of the form "250-"
    long reply_code;
    char reply_text[EVENKEEL_SMTP_TEXT_SIZE];
    size_t reply_length;
    char curl_error[CURL_ERROR_SIZE];
};

static pthread_once_t global_once = PTHREAD_ONCE_INIT;
static CURLcode global_result;

static void initialise_libcurl(void) {
    global_result = curl_global_init(CURL_GLOBAL_DEFAULT);
}

bool evenkeel_libcurl_is_ready(void) {
    pthread_once(&global_once, initialise_libcurl);
    return global_result == CURLE_OK;
}

static bool is_digit(char character) { return character >= '0' && character <= '9'; }

// A line of the answer to EHLO, RFC 2920 section 3.1.
static bool offers_pipelining(const char *line, size_t length) {
    const size_t end = strlen("250-PIPELINING");
    return length >= end && memcmp(line, "250", 3) == 0 && strncasecmp(line + 4, "PIPELINING", end - 4) == 0
        && (length == end || (unsigned char)line[end] <= ' ');
}

// Reads one reply line, RFC 5321 section 4.2: three digits, then "-" or space, then text.
static void note_reply(evenkeel_smtp_connection *connection, const char *line, size_t length) {
    if (length < 3 || !is_digit(line[0]) || !is_digit(line[1]) || !is_digit(line[2])) return;
    if (!connection->reply_open) connection->reply_length = 0;
    connection->reply_open = length > 3 && line[3] == '-';
    connection->reply_code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
    if (offers_pipelining(line, length)) connection->pipelines = true;
    if (connection->reply_length > 0 && connection->reply_length < sizeof connection->reply_text - 1) {
        connection->reply_text[connection->reply_length++] = ' ';
    }
    for (size_t index = 4; index < length && connection->reply_length < sizeof connection->reply_text - 1; index++) {
        unsigned char byte = (unsigned char)line[index];
        if (byte >= 0x20 && byte != 0x7f) connection->reply_text[connection->reply_length++] = (char)byte;
    }
    connection->reply_text[connection->reply_length] = '\0';
}

static int watch(CURL *curl, curl_infotype kind, char *data, size_t size, void *context) {
    (void)curl;
    evenkeel_smtp_connection *connection = context;
    if (kind == CURLINFO_HEADER_IN) note_reply(connection, data, size);
    // What was offered before STARTTLS no longer counts (RFC 3207 section 4.2).
    if (kind == CURLINFO_HEADER_OUT && size >= 4 && memcmp(data, "EHLO", 4) == 0) connection->pipelines = false;
    return 0;
}

static void write_text(const char *from, char *text) {
    size_t length = strlen(from);
    if (length > EVENKEEL_SMTP_TEXT_SIZE - 1) length = EVENKEEL_SMTP_TEXT_SIZE - 1;
    memcpy(text, from, length);
    text[length] = '\0';
}

static long use_ssl(evenkeel_smtp_tls tls) {
    switch (tls) {
    case EVENKEEL_SMTP_TLS_NEVER: return CURLUSESSL_NONE;
    case EVENKEEL_SMTP_TLS_IF_OFFERED: return CURLUSESSL_TRY;
    case EVENKEEL_SMTP_TLS_REQUIRED: return CURLUSESSL_ALL;
    }
    return CURLUSESSL_ALL;
}

// The first option that libcurl refuses ends the chain; `code` is then the reason.
#define SET(option, value) \
    if (code == CURLE_OK) code = curl_easy_setopt(connection->curl, option, value)

static CURLcode configure(
    evenkeel_smtp_connection *connection, const char *url, const evenkeel_smtp_options *options) {
    CURLcode code = CURLE_OK;
    SET(CURLOPT_URL, url);
    SET(CURLOPT_ERRORBUFFER, connection->curl_error);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_PROXY, "");  // the environment must not divert mail
    SET(CURLOPT_CONNECT_ONLY, 1L);
    // A server that is gone is noticed long before the answer to a message may be late.
    SET(CURLOPT_TCP_KEEPALIVE, 1L);
    SET(CURLOPT_TCP_KEEPIDLE, 60L);
    SET(CURLOPT_TCP_KEEPINTVL, 15L);
    SET(CURLOPT_VERBOSE, 1L);  // turns on `watch`; nothing is printed
    SET(CURLOPT_DEBUGFUNCTION, watch);
    SET(CURLOPT_DEBUGDATA, connection);
    SET(CURLOPT_USE_SSL, use_ssl(options->tls));
    SET(CURLOPT_SSL_VERIFYPEER, options->verify_peer ? 1L : 0L);
    SET(CURLOPT_SSL_VERIFYHOST, options->verify_peer ? 2L : 0L);
    if (options->ca_file != NULL) SET(CURLOPT_CAINFO, options->ca_file);
    SET(CURLOPT_TIMEOUT_MS, options->timeout_ms);
    SET(CURLOPT_CONNECTTIMEOUT_MS, options->connect_timeout_ms);
    // libcurl gives up on one reply after 120 s on its own; the whole limit is to decide.
    SET(CURLOPT_SERVER_RESPONSE_TIMEOUT, options->timeout_ms / 1000 + 1);
    if (options->username != NULL) {
        SET(CURLOPT_USERNAME, options->username);
        SET(CURLOPT_PASSWORD, options->password);
    }
    return code;
}

evenkeel_smtp_connection *evenkeel_smtp_connect(
    const char *url, const evenkeel_smtp_options *options, char *text, long *response_code) {
    *response_code = 0;
    evenkeel_smtp_connection *connection =
        evenkeel_libcurl_is_ready() ? calloc(1, sizeof(evenkeel_smtp_connection)) : NULL;
    if (connection != NULL) connection->curl = curl_easy_init();
    if (connection == NULL || connection->curl == NULL) {
        free(connection);
        write_text("libcurl could not be initialised", text);
        return NULL;
    }
    CURLcode code = configure(connection, url, options);
    if (code == CURLE_OK) code = curl_easy_perform(connection->curl);
    if (code == CURLE_OK) code = curl_easy_getinfo(connection->curl, CURLINFO_ACTIVESOCKET, &connection->socket);
    if (code == CURLE_OK) {
        curl_easy_setopt(connection->curl, CURLOPT_VERBOSE, 0L);
        return connection;
    }
    if (connection->reply_code >= 400 && connection->reply_code < 600) {
        *response_code = connection->reply_code;
        write_text(connection->reply_text, text);
    } else {
        write_text(connection->curl_error[0] != '\0' ? connection->curl_error : curl_easy_strerror(code), text);
    }
    curl_easy_cleanup(connection->curl);
    free(connection);
    return NULL;
}

bool evenkeel_smtp_pipelines(const evenkeel_smtp_connection *connection) { return connection->pipelines; }

// False where the time is up, and where waiting itself fails: the connection is of no use then.
static bool wait_for(const evenkeel_smtp_connection *connection, short events, long wait_ms) {
    struct pollfd descriptor = {.fd = connection->socket, .events = events, .revents = 0};
    int found;
    do {
        found = poll(&descriptor, 1, wait_ms > INT_MAX ? INT_MAX : (int)wait_ms);
    } while (found < 0 && errno == EINTR);
    return found > 0;
}

long evenkeel_smtp_write(
    evenkeel_smtp_connection *connection, const unsigned char *bytes, size_t count, long wait_ms, char *text) {
    for (;;) {
        size_t written = 0;
        CURLcode code = curl_easy_send(connection->curl, bytes, count, &written);
        if (code == CURLE_OK && written > 0) return (long)written;
        if (code != CURLE_OK && code != CURLE_AGAIN) {
            write_text(curl_easy_strerror(code), text);
            return -1;
        }
        if (!wait_for(connection, POLLOUT, wait_ms)) return 0;
    }
}

long evenkeel_smtp_read(
    evenkeel_smtp_connection *connection, unsigned char *bytes, size_t count, long wait_ms, char *text) {
    for (;;) {
        // First of all: what TLS has decrypted already is not seen by `poll`.
        size_t got = 0;
        CURLcode code = curl_easy_recv(connection->curl, bytes, count, &got);
        if (code == CURLE_OK && got > 0) return (long)got;
        if (code != CURLE_AGAIN) {
            write_text(code == CURLE_OK ? "the server closed the connection" : curl_easy_strerror(code), text);
            return -1;
        }
        if (!wait_for(connection, POLLIN, wait_ms)) return 0;
    }
}

void evenkeel_smtp_close(evenkeel_smtp_connection *connection, bool takes_leave) {
    if (connection == NULL) return;
    char text[EVENKEEL_SMTP_TEXT_SIZE];
    unsigned char answer[256];
    if (takes_leave && evenkeel_smtp_write(connection, (const unsigned char *)"QUIT\r\n", 6, 1000, text) == 6) {
        evenkeel_smtp_read(connection, answer, sizeof answer, 1000, text);
    }
    curl_easy_cleanup(connection->curl);
    free(connection);
}
