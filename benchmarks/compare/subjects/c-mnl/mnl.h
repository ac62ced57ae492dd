/* What the workloads with libmnl share. They do the work of those of ../c. */
#pragma once
#include <libmnl/libmnl.h>
#include "../c/compare.h"

static struct mnl_socket *mnl;
static char mnl_buffer[32768];

static void open_mnl(void)
{
    int on = 1;

    mnl = mnl_socket_open(NETLINK_ROUTE);
    if (mnl == NULL || mnl_socket_bind(mnl, 0, MNL_SOCKET_AUTOPID) < 0)
        err(1, "mnl_socket");
    mnl_socket_setsockopt(mnl, NETLINK_GET_STRICT_CHK, &on, sizeof on);
}

static struct nlmsghdr *mnl_begin(void *place, int type, int flags)
{
    struct nlmsghdr *header = mnl_nlmsg_put_header(place);

    header->nlmsg_type = type;
    header->nlmsg_flags = NLM_F_REQUEST | flags;
    header->nlmsg_seq = ++sequence;
    return header;
}

/* Sends a message and hands the answer on, up to its end. One message that is not of a dump is all of it. */
static void mnl_talk(struct nlmsghdr *header, mnl_cb_t handle, void *data)
{
    int one = (header->nlmsg_flags & (NLM_F_ACK | NLM_F_DUMP)) == 0, result;

    if (mnl_socket_sendto(mnl, header, header->nlmsg_len) < 0)
        err(1, "mnl_socket_sendto");
    do {
        int length = mnl_socket_recvfrom(mnl, mnl_buffer, sizeof mnl_buffer);
        if (length < 0)
            err(1, "mnl_socket_recvfrom");
        result = mnl_cb_run(mnl_buffer, length, sequence, mnl_socket_get_portid(mnl), handle, data);
        if (result < 0)
            err(1, "the kernel's answer");
    } while (result > 0 && !one);
}
