/*
 * The sockets of KernelBenchmarks with nothing but system calls: what they cost at least.
 * With CAP_SYS_ADMIN a thread goes into the namespace and back; without, a process in a user namespace is asked for them over a socket.
 * Prints the time of one socket in nanoseconds, of the quickest round. See setns(2), unix(7), user_namespaces(7).
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 16 };

static int home, there, channel;

/* Sends a number and descriptors. */
static void give(int number, const int *descriptors, int count)
{
    char control[CMSG_SPACE(sizeof(int) * MOST)];
    struct iovec data = { &number, sizeof number };
    struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = CMSG_SPACE(sizeof(int) * count) };
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);

    memset(control, 0, sizeof control);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * count);
    memcpy(CMSG_DATA(header), descriptors, sizeof(int) * count);
    if (sendmsg(channel, &message, MSG_NOSIGNAL) < 0)
        err(1, "sendmsg");
}

/* Receives a number and descriptors; 0 when nobody sends any more. */
static int take(int *descriptors)
{
    char control[CMSG_SPACE(sizeof(int) * MOST)];
    int number;
    struct iovec data = { &number, sizeof number };
    struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
    ssize_t length = recvmsg(channel, &message, MSG_CMSG_CLOEXEC);

    if (length <= 0)
        return 0;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header == NULL)
        errx(1, "no descriptor came");
    memcpy(descriptors, CMSG_DATA(header), header->cmsg_len - CMSG_LEN(0));
    return number;
}

static void write_file(const char *path, const char *text)
{
    int file = open(path, O_WRONLY | O_CLOEXEC);

    if (file < 0 || write(file, text, strlen(text)) < 0)
        err(1, "%s", path);
    close(file);
}

static int new_namespace(void)
{
    int file;

    if (unshare(CLONE_NEWNET) < 0 || (file = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC)) < 0)
        err(1, "network namespace");
    return file;
}

/* In the user namespace: gives a network namespace, then as many sockets in it as are asked for. */
static void serve(void)
{
    int sockets[MOST], target, count;

    if (unshare(CLONE_NEWUSER) < 0)
        err(1, "user namespace");
    write_file("/proc/self/setgroups", "deny");
    there = new_namespace();
    home = new_namespace();
    give(1, &there, 1);
    while ((count = take(&target)) > 0) {
        if (setns(target, CLONE_NEWNET) < 0)
            err(1, "setns");
        for (int i = 0; i < count; i++)
            sockets[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        give(count, sockets, count);
        for (int i = 0; i < count; i++)
            close(sockets[i]);
        close(target);
        setns(home, CLONE_NEWNET);
    }
    _exit(0);
}

static void by_process(int count)
{
    int sockets[MOST];

    give(count, &there, 1);
    if (take(sockets) != count)
        errx(1, "they did not come");
    for (int i = 0; i < count; i++)
        close(sockets[i]);
}

static void by_itself(int count)
{
    for (int i = 0; i < count; i++) {
        if (setns(there, CLONE_NEWNET) < 0)
            err(1, "setns");
        int opened = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (opened < 0 || setns(home, CLONE_NEWNET) < 0)
            err(1, "socket");
        close(opened);
    }
}

static void measure(const char *name, void (*run)(int), int count)
{
    double quickest = 0;
    int runs = 800 / count;

    for (int round = 0; round < 50; round++) {
        struct timespec from, to;

        clock_gettime(CLOCK_MONOTONIC, &from);
        for (int i = 0; i < runs; i++)
            run(count);
        clock_gettime(CLOCK_MONOTONIC, &to);
        double time = ((to.tv_sec - from.tv_sec) * 1e9 + (to.tv_nsec - from.tv_nsec)) / (runs * count);
        if (quickest == 0 || time < quickest)
            quickest = time;
    }
    printf("%s %.0f\n", name, quickest);
}

int main(void)
{
    void (*run)(int) = by_itself;
    int pair[2];

    home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    if (unshare(CLONE_NEWNET) == 0) {
        there = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    } else {
        run = by_process;
        if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
            err(1, "socketpair");
        pid_t process = fork();
        if (process < 0)
            err(1, "fork");
        close(pair[process == 0 ? 0 : 1]);
        channel = pair[process == 0 ? 1 : 0];
        if (process == 0)
            serve();
        if (take(&there) != 1)
            return 1;
    }
    measure("OpenSocket", run, 1);
    measure("OpenSixteenSockets", run, MOST);
    return 0;
}
