#include "link.h"

enum { LINKS = 2000 };

static char *dump;
static int dump_length;

static void work(void)
{
    static struct link link;
    int left = dump_length, seen = 0;

    for (struct nlmsghdr *message = (struct nlmsghdr *)dump; NLMSG_OK(message, left); message = NLMSG_NEXT(message, left)) {
        read_link(message, &link);
        seen += link.mtu > 0;
        __asm__ volatile("" : : "r"(&link) : "memory");
    }
    if (seen != LINKS)
        errx(1, "%d links", seen);
}

int main(void)
{
    open_netlink();
    struct nlmsghdr *message = ask_for_link(100, NULL);
    int length = NLMSG_ALIGN(message->nlmsg_len);

    dump = calloc(LINKS, length);
    if (dump == NULL)
        err(1, "calloc");
    for (int i = 0; i < LINKS; i++)
        memcpy(dump + (size_t)i * length, message, message->nlmsg_len);
    dump_length = LINKS * length;
    measure(work, LINKS);
}
