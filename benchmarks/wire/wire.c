// Carries frames between two links by packet sockets, both ways: what a wire of LinuxNamespaces.Lab does on a perfect wire. Receives by a ring
// (PACKET_RX_RING) and sends by sendmmsg, with epoll in between: the fastest that was found for veth pairs.
//
//   wire pump LINK LINK          carries frames until it is killed
//   wire send LINK SECONDS SIZE  sends frames by a link as fast as it can, and prints their number
//   wire count LINK SECONDS      prints how many frames a link receives in that time
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { SLOT = 2048, SLOTS = 512, BLOCK = 65536, BATCH = 64, TURN = 256 };

struct end {
    int socket;
    char *ring;
    unsigned next;
};

static void check(long result, const char *what) {
    if (result < 0) {
        perror(what);
        exit(1);
    }
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static int open_socket(const char *link, int protocol) {
    int descriptor = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
    check(descriptor, "socket");
    int version = TPACKET_V2, on = 1;
    struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_protocol = htons(protocol), .sll_ifindex = if_nametoindex(link)};
    check(setsockopt(descriptor, SOL_PACKET, PACKET_VERSION, &version, sizeof version), "PACKET_VERSION");
    check(setsockopt(descriptor, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof on), "PACKET_VNET_HDR");
    check(setsockopt(descriptor, SOL_PACKET, PACKET_QDISC_BYPASS, &on, sizeof on), "PACKET_QDISC_BYPASS");
    check(setsockopt(descriptor, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on), "PACKET_IGNORE_OUTGOING");
    struct tpacket_req ring = {.tp_block_size = BLOCK, .tp_block_nr = SLOT * SLOTS / BLOCK, .tp_frame_size = SLOT, .tp_frame_nr = SLOTS};
    if (protocol) {
        check(setsockopt(descriptor, SOL_PACKET, PACKET_RX_RING, &ring, sizeof ring), "PACKET_RX_RING");
    }

    check(bind(descriptor, (struct sockaddr *)&address, sizeof address), "bind");
    return descriptor;
}

static void open_end(struct end *end, const char *link) {
    end->socket = open_socket(link, ETH_P_ALL);
    end->next = 0;
    end->ring = mmap(NULL, SLOT * SLOTS, PROT_READ | PROT_WRITE, MAP_SHARED, end->socket, 0);
    check(end->ring == MAP_FAILED ? -1 : 0, "mmap");
}

static void flush(int socket, struct mmsghdr *messages, unsigned count) {
    for (unsigned done = 0; done < count;) {
        int sent = sendmmsg(socket, messages + done, count - done, MSG_DONTWAIT);
        done += sent > 0 ? sent : errno == EINTR ? 0 : 1;
    }
}

// The frames go out of the slots that they came into, without a copy.
static void carry(struct end *from, struct end *to) {
    static struct mmsghdr messages[BATCH];
    static struct iovec parts[BATCH];
    unsigned count = 0, first = from->next;
    for (int turn = 0; turn < TURN; turn++) {
        struct tpacket2_hdr *slot = (struct tpacket2_hdr *)(from->ring + from->next * SLOT);
        int is_ready = __atomic_load_n(&slot->tp_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER;
        if (is_ready) {
            char *start = (char *)slot + slot->tp_mac - sizeof(struct virtio_net_hdr);
            parts[count] = (struct iovec){start, slot->tp_snaplen + sizeof(struct virtio_net_hdr)};
            messages[count].msg_hdr = (struct msghdr){.msg_iov = &parts[count], .msg_iovlen = 1};
            count++;
            from->next = (from->next + 1) % SLOTS;
        }

        if (count == BATCH || (!is_ready && count > 0)) {
            flush(to->socket, messages, count);
            for (; count > 0; count--, first = (first + 1) % SLOTS) {
                __atomic_store_n(&((struct tpacket2_hdr *)(from->ring + first * SLOT))->tp_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
            }
        }

        if (!is_ready) {
            return;
        }
    }
}

static void pump(const char *first, const char *second) {
    struct end ends[2];
    open_end(&ends[0], first);
    open_end(&ends[1], second);
    int poll = epoll_create1(EPOLL_CLOEXEC);
    check(poll, "epoll_create1");
    for (int i = 0; i < 2; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.u32 = i};
        check(epoll_ctl(poll, EPOLL_CTL_ADD, ends[i].socket, &event), "epoll_ctl");
    }

    puts("ready");
    fflush(stdout);
    for (;;) {
        struct epoll_event events[2];
        int count = epoll_wait(poll, events, 2, -1);
        for (int i = 0; i < count; i++) {
            carry(&ends[events[i].data.u32], &ends[1 - events[i].data.u32]);
        }
    }
}

static void send_frames(const char *link, double seconds, int size) {
    int socket = open_socket(link, 0);
    char frame[sizeof(struct virtio_net_hdr) + 1514] = {0};
    char *ethernet = frame + sizeof(struct virtio_net_hdr);
    memset(ethernet, 2, 12);
    // Local experimental: no protocol of the receiver takes it.
    ethernet[12] = (char)0x88;
    ethernet[13] = (char)0xb5;
    struct iovec part = {frame, sizeof(struct virtio_net_hdr) + size};
    struct mmsghdr messages[BATCH];
    for (int i = 0; i < BATCH; i++) {
        messages[i].msg_hdr = (struct msghdr){.msg_iov = &part, .msg_iovlen = 1};
    }

    long sent = 0;
    for (double end = now() + seconds; now() < end;) {
        int result = sendmmsg(socket, messages, BATCH, MSG_DONTWAIT);
        sent += result > 0 ? result : 0;
    }

    printf("%ld\n", sent);
}

static void count_frames(const char *link, double seconds) {
    struct end end;
    open_end(&end, link);
    puts("ready");
    fflush(stdout);
    long frames = 0;
    for (double stop = now() + seconds; now() < stop;) {
        struct tpacket2_hdr *slot = (struct tpacket2_hdr *)(end.ring + end.next * SLOT);
        if (!(__atomic_load_n(&slot->tp_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER)) {
            usleep(100);
            continue;
        }

        frames++;
        __atomic_store_n(&slot->tp_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
        end.next = (end.next + 1) % SLOTS;
    }

    printf("%ld\n", frames);
}

int main(int argc, char **argv) {
    if (argc == 4 && !strcmp(argv[1], "pump")) {
        pump(argv[2], argv[3]);
    } else if (argc == 5 && !strcmp(argv[1], "send")) {
        send_frames(argv[2], atof(argv[3]), atoi(argv[4]));
    } else if (argc == 4 && !strcmp(argv[1], "count")) {
        count_frames(argv[2], atof(argv[3]));
    } else {
        fprintf(stderr, "usage: wire pump LINK LINK | send LINK SECONDS SIZE | count LINK SECONDS\n");
        return 2;
    }

    return 0;
}
