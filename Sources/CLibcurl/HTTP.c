#include "CLibcurl.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

typedef struct {
    const evenkeel_http_request *request;
    evenkeel_http_answer *answer;
    bool refused;
    bool request_written;
    bool was_idle;
    bool was_called_off;
    size_t room;
    curl_off_t moved;
    struct timespec moved_at;
} call_state;

// Networks that are not of the public Internet: RFC 6890 and its successors in IANA's
// special-purpose registries.
static bool is_public_v4(uint32_t address) {
    static const struct {
        uint32_t network;
        int bits;
    } special[] = {
        {0x00000000, 8},   // this network
        {0x0a000000, 8},   // private
        {0x64400000, 10},  // shared by carriers
        {0x7f000000, 8},   // loopback
        {0xa9fe0000, 16},  // link-local, where clouds keep their metadata
        {0xac100000, 12},  // private
        {0xc0000000, 24},  // protocol assignments
        {0xc0000200, 24},  // documentation
        {0xc0586300, 24},  // 6to4 relays
        {0xc0a80000, 16},  // private
        {0xc6120000, 15},  // benchmarks
        {0xc6336400, 24},  // documentation
        {0xcb007100, 24},  // documentation
        {0xe0000000, 4},   // multicast
        {0xf0000000, 4},   // reserved, and broadcast
    };
    for (size_t index = 0; index < sizeof special / sizeof special[0]; index++) {
        if ((address ^ special[index].network) >> (32 - special[index].bits) == 0) return false;
    }
    return true;
}

static uint32_t v4_at(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static bool is_public_v6(const uint8_t *bytes) {
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    static const uint8_t translated[12] = {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
    // An IPv4 address in the clothes of IPv6 is judged as what it is.
    if (memcmp(bytes, mapped, 12) == 0 || memcmp(bytes, translated, 12) == 0) return is_public_v4(v4_at(bytes + 12));
    if (bytes[0] == 0x20 && bytes[1] == 0x02) return is_public_v4(v4_at(bytes + 2));  // 6to4
    if (bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] < 2) return false;           // 2001::/23: Teredo and others
    if (bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0d && bytes[3] == 0xb8) return false;  // documentation
    return (bytes[0] & 0xe0) == 0x20;  // only 2000::/3 is given out
}

static bool is_public(const struct sockaddr *address) {
    if (address->sa_family == AF_INET) {
        return is_public_v4(ntohl(((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        return is_public_v6(((const struct sockaddr_in6 *)(const void *)address)->sin6_addr.s6_addr);
    }
    return false;
}

bool evenkeel_address_is_public(const char *address) {
    uint8_t bytes[16];
    if (inet_pton(AF_INET, address, bytes) == 1) return is_public_v4(v4_at(bytes));
    if (inet_pton(AF_INET6, address, bytes) == 1) return is_public_v6(bytes);
    return false;
}

static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address) {
    (void)purpose;
    call_state *state = context;
    if (!state->request->allow_private && !is_public(&address->addr)) {
        state->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype, address->protocol);
}

static int watch(CURL *curl, curl_infotype kind, char *data, size_t size, void *context) {
    (void)curl;
    (void)data;
    (void)size;
    if (kind == CURLINFO_HEADER_OUT) ((call_state *)context)->request_written = true;
    return 0;
}

// An answer that goes on for ever is hung up on: nobody's memory is to be filled from outside.
static size_t read_body(char *data, size_t size, size_t count, void *context) {
    call_state *state = context;
    evenkeel_http_answer *answer = state->answer;
    size_t length = size * count;
    size_t left = state->request->answer_limit - answer->length;
    size_t taken = length < left ? length : left;
    if (taken > state->room - answer->length) {
        size_t room = state->room < 16384 ? 16384 : state->room * 2;
        while (room < answer->length + taken) room *= 2;
        unsigned char *longer = realloc(answer->body, room);
        if (longer == NULL) return 0;
        answer->body = longer;
        state->room = room;
    }
    if (taken > 0) memcpy(answer->body + answer->length, data, taken);
    answer->length += taken;
    answer->is_over_limit = taken < length;
    return taken;
}

static size_t read_header(char *data, size_t size, size_t count, void *context) {
    call_state *state = context;
    size_t length = size * count;
    static const char name[] = "retry-after:";
    if (length > sizeof name && strncasecmp(data, name, sizeof name - 1) == 0) {
        char number[16] = {0};
        size_t room = length - (sizeof name - 1);
        memcpy(number, data + sizeof name - 1, room < sizeof number - 1 ? room : sizeof number - 1);
        long seconds = strtol(number, NULL, 10);
        if (seconds > 0 && seconds <= 86400) state->answer->retry_after = seconds;
    }
    return length;
}

static int progress(void *context, curl_off_t to_read, curl_off_t read, curl_off_t to_send, curl_off_t sent) {
    (void)to_read;
    (void)to_send;
    call_state *state = context;
    const evenkeel_http_request *request = state->request;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (read + sent != state->moved) {
        state->moved = read + sent;
        state->moved_at = now;
    }
    long idle_ms = (now.tv_sec - state->moved_at.tv_sec) * 1000 + (now.tv_nsec - state->moved_at.tv_nsec) / 1000000;
    state->was_idle = request->idle_ms > 0 && idle_ms >= request->idle_ms;
    state->was_called_off =
        request->is_called_off != NULL && request->is_called_off(request->context, (size_t)sent);
    return state->was_idle || state->was_called_off;
}

// libcurl's words are good but for two: it does not say why nobody could be connected to, and it
// does not know our reasons to end a request.
static void write_why(CURL *curl, CURLcode code, const call_state *state, const char *error, char *text) {
    const char *why = error[0] != '\0' ? error : curl_easy_strerror(code);
    long number = 0;
    if (code == CURLE_COULDNT_CONNECT) curl_easy_getinfo(curl, CURLINFO_OS_ERRNO, &number);
    if (state->was_called_off) {
        snprintf(text, EVENKEEL_HTTP_TEXT_SIZE, "called off");
    } else if (state->was_idle) {
        snprintf(text, EVENKEEL_HTTP_TEXT_SIZE, "nothing was heard for %ld s", state->request->idle_ms / 1000);
    } else if (number != 0) {
        snprintf(text, EVENKEEL_HTTP_TEXT_SIZE, "%s (%s)", why, strerror((int)number));
    } else {
        snprintf(text, EVENKEEL_HTTP_TEXT_SIZE, "%s", why);
    }
}

static struct curl_slist *appended(struct curl_slist *list, const char *line) {
    struct curl_slist *longer = curl_slist_append(list, line);
    return longer != NULL ? longer : list;
}

static struct curl_slist *lines_of(const evenkeel_http_request *request) {
    // Asking first whether a long body is welcome costs a second with servers that do not answer that.
    struct curl_slist *lines = appended(NULL, "Expect:");
    if (request->body == NULL) lines = appended(lines, "Content-Type:");
    for (const char *const *header = request->headers; *header != NULL; header++) lines = appended(lines, *header);
    return lines;
}

#define SET(option, value) \
    if (code == CURLE_OK) code = curl_easy_setopt(curl, option, value)

static CURLcode configure(CURL *curl, call_state *state, struct curl_slist *lines, char *error) {
    const evenkeel_http_request *request = state->request;
    CURLcode code = CURLE_OK;
    SET(CURLOPT_URL, request->url);
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_PROXY, "");  // a proxy would connect where we must not
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_ERRORBUFFER, error);
    SET(CURLOPT_HTTPHEADER, lines);
    if (strcmp(request->method, "GET") != 0) {
        SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->length);
        SET(CURLOPT_POSTFIELDS, request->body != NULL ? (const char *)request->body : "");
        SET(CURLOPT_CUSTOMREQUEST, request->method);
    }
    SET(CURLOPT_OPENSOCKETFUNCTION, open_socket);
    SET(CURLOPT_OPENSOCKETDATA, state);
    SET(CURLOPT_WRITEFUNCTION, read_body);
    SET(CURLOPT_WRITEDATA, state);
    SET(CURLOPT_HEADERFUNCTION, read_header);
    SET(CURLOPT_HEADERDATA, state);
    SET(CURLOPT_NOPROGRESS, 0L);
    SET(CURLOPT_XFERINFOFUNCTION, progress);
    SET(CURLOPT_XFERINFODATA, state);
    SET(CURLOPT_VERBOSE, 1L);  // turns on `watch`; nothing is printed
    SET(CURLOPT_DEBUGFUNCTION, watch);
    SET(CURLOPT_DEBUGDATA, state);
    SET(CURLOPT_TIMEOUT_MS, request->timeout_ms);
    SET(CURLOPT_CONNECTTIMEOUT_MS, request->connect_timeout_ms);
    if (request->ca_file != NULL) SET(CURLOPT_CAINFO, request->ca_file);
    return code;
}

evenkeel_http_result evenkeel_http_perform(
    const evenkeel_http_request *request, evenkeel_http_answer *answer, char *text) {
    *answer = (evenkeel_http_answer){0};
    text[0] = '\0';
    CURL *curl = evenkeel_libcurl_is_ready() ? curl_easy_init() : NULL;
    if (curl == NULL) {
        snprintf(text, EVENKEEL_HTTP_TEXT_SIZE, "libcurl could not be initialised");
        return EVENKEEL_HTTP_NOT_SENT;
    }
    call_state state = {.request = request, .answer = answer};
    clock_gettime(CLOCK_MONOTONIC, &state.moved_at);
    char error[CURL_ERROR_SIZE] = {0};
    struct curl_slist *lines = lines_of(request);
    CURLcode code = configure(curl, &state, lines, error);
    if (code == CURLE_OK) code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
    const char *location = NULL;
    curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &location);
    if (location != NULL) answer->location = strdup(location);
    answer->is_broken = code != CURLE_OK && !answer->is_over_limit;
    if (answer->is_broken) write_why(curl, code, &state, error, text);
    curl_slist_free_all(lines);
    curl_easy_cleanup(curl);
    if (answer->status >= 200) return EVENKEEL_HTTP_ANSWERED;
    if (state.refused && !state.request_written) return EVENKEEL_HTTP_ADDRESS_REFUSED;
    return state.request_written ? EVENKEEL_HTTP_UNCERTAIN : EVENKEEL_HTTP_NOT_SENT;
}

void evenkeel_http_answer_free(evenkeel_http_answer *answer) {
    free(answer->body);
    free(answer->location);
    *answer = (evenkeel_http_answer){0};
}
