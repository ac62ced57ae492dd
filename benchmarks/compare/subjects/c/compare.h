/* What the workloads in C share: the clock, netlink messages and namespaces. See netlink(7), rtnetlink(7), network_namespaces(7). */
#pragma once
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wunused-variable"

static char request[1 << 20];
static char reply[32768];
static int sock;
static unsigned sequence;

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e9 + time.tv_nsec;
}

static double milliseconds(const char *variable)
{
    const char *text = getenv(variable);

    return text ? atof(text) * 1e6 : 0;
}

/* Repeats work, first unmeasured, and prints the time of one of the parts that it consists of, in nanoseconds. */
static void measure(void (*work)(void), int parts)
{
    double warm_up = milliseconds("COMPARE_WARMUP"), length = milliseconds("COMPARE_MEASURE"), begin = now(), end;
    long runs = 0;

    while (now() - begin < warm_up)
        work();
    begin = now();
    do {
        work();
        runs++;
        end = now();
    } while (end - begin < length);
    printf("%.3f\n", (end - begin) / runs / parts);
}

static void open_netlink(void)
{
    int on = 1;

    sock = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (sock < 0)
        err(1, "socket");
    setsockopt(sock, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof on);
    setsockopt(sock, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof on);
    setsockopt(sock, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof on);
    int room = 4 << 20;
    setsockopt(sock, SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof room);
    setsockopt(sock, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
}

static struct nlmsghdr *begin_message(void *place, int type, int flags, const void *family, int length)
{
    struct nlmsghdr *header = place;

    *header = (struct nlmsghdr){ NLMSG_LENGTH(length), type, NLM_F_REQUEST | flags, ++sequence, 0 };
    memcpy(NLMSG_DATA(header), family, length);
    return header;
}

static struct rtattr *add(struct nlmsghdr *header, int type, const void *data, int length)
{
    struct rtattr *attribute = (struct rtattr *)((char *)header + NLMSG_ALIGN(header->nlmsg_len));

    attribute->rta_type = type;
    attribute->rta_len = RTA_LENGTH(length);
    if (length > 0)
        memcpy(RTA_DATA(attribute), data, length);
    header->nlmsg_len = NLMSG_ALIGN(header->nlmsg_len) + RTA_ALIGN(attribute->rta_len);
    return attribute;
}

static void add_text(struct nlmsghdr *header, int type, const char *text) { add(header, type, text, strlen(text) + 1); }

static void add_number(struct nlmsghdr *header, int type, unsigned number) { add(header, type, &number, sizeof number); }

static void end(struct nlmsghdr *header, struct rtattr *nested) { nested->rta_len = (char *)header + header->nlmsg_len - (char *)nested; }

static void transmit(const void *bytes, int length)
{
    if (send(sock, bytes, length, 0) < 0)
        err(1, "send");
}

/* Reads up to the answer to the last message; an error of another one comes without being asked for. */
static void wait_for_answer(void)
{
    for (;;) {
        int left = recv(sock, reply, sizeof reply, 0);

        if (left < 0)
            err(1, "recv");
        for (struct nlmsghdr *message = (struct nlmsghdr *)reply; NLMSG_OK(message, left); message = NLMSG_NEXT(message, left)) {
            if (message->nlmsg_type != NLMSG_ERROR)
                continue;
            errno = -((struct nlmsgerr *)NLMSG_DATA(message))->error;
            if (errno != 0)
                err(1, "the kernel's answer");
            if (message->nlmsg_seq == sequence)
                return;
        }
    }
}

static void talk(const struct nlmsghdr *header)
{
    transmit(header, header->nlmsg_len);
    wait_for_answer();
}

static int new_namespace(void)
{
    int file;

    if (unshare(CLONE_NEWNET) < 0 || (file = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)) < 0)
        err(1, "network namespace");
    return file;
}

static int size_of(int argc, char **argv, int otherwise) { return argc > 1 ? atoi(argv[1]) : otherwise; }
