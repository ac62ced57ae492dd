/* A link, read field by field. */
#pragma once
#include "compare.h"

struct link {
    int index, link, master, namespace_id;
    unsigned flags, mtu, least_mtu, greatest_mtu, queue_length, group, transmit_queues, receive_queues, promiscuity;
    unsigned char state, carrier;
    char name[16], address[8], discipline[16], kind[16];
};

static unsigned number(const struct rtattr *attribute)
{
    unsigned value;

    memcpy(&value, RTA_DATA(attribute), sizeof value);
    return value;
}

static void bytes(char *target, int size, const struct rtattr *attribute)
{
    int length = RTA_PAYLOAD(attribute);

    memcpy(target, RTA_DATA(attribute), length < size ? length : size);
}

static void read_link(struct nlmsghdr *message, struct link *link)
{
    struct ifinfomsg *info = NLMSG_DATA(message);
    int left = IFLA_PAYLOAD(message);

    link->index = info->ifi_index;
    link->flags = info->ifi_flags;
    for (struct rtattr *attribute = IFLA_RTA(info); RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left)) {
        switch (attribute->rta_type & NLA_TYPE_MASK) {
        case IFLA_IFNAME: bytes(link->name, sizeof link->name, attribute); break;
        case IFLA_ADDRESS: bytes(link->address, sizeof link->address, attribute); break;
        case IFLA_QDISC: bytes(link->discipline, sizeof link->discipline, attribute); break;
        case IFLA_MTU: link->mtu = number(attribute); break;
        case IFLA_MIN_MTU: link->least_mtu = number(attribute); break;
        case IFLA_MAX_MTU: link->greatest_mtu = number(attribute); break;
        case IFLA_LINK: link->link = number(attribute); break;
        case IFLA_MASTER: link->master = number(attribute); break;
        case IFLA_LINK_NETNSID: link->namespace_id = number(attribute); break;
        case IFLA_TXQLEN: link->queue_length = number(attribute); break;
        case IFLA_GROUP: link->group = number(attribute); break;
        case IFLA_PROMISCUITY: link->promiscuity = number(attribute); break;
        case IFLA_NUM_TX_QUEUES: link->transmit_queues = number(attribute); break;
        case IFLA_NUM_RX_QUEUES: link->receive_queues = number(attribute); break;
        case IFLA_OPERSTATE: link->state = *(unsigned char *)RTA_DATA(attribute); break;
        case IFLA_CARRIER: link->carrier = *(unsigned char *)RTA_DATA(attribute); break;
        case IFLA_LINKINFO: {
            int rest = RTA_PAYLOAD(attribute);

            for (struct rtattr *inner = RTA_DATA(attribute); RTA_OK(inner, rest); inner = RTA_NEXT(inner, rest))
                if (inner->rta_type == IFLA_INFO_KIND)
                    bytes(link->kind, sizeof link->kind, inner);
            break;
        }
        }
    }
}

/* Asks for one link. Its answer, or an error, ends the exchange, so that no acknowledgement is asked for. */
static struct nlmsghdr *ask_for_link(int index, const char *name)
{
    struct ifinfomsg info = { .ifi_index = index };
    struct nlmsghdr *header = begin_message(request, RTM_GETLINK, 0, &info, sizeof info);

    add_number(header, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
    if (name)
        add_text(header, IFLA_IFNAME, name);
    transmit(header, header->nlmsg_len);
    int left = recv(sock, reply, sizeof reply, 0);
    struct nlmsghdr *message = (struct nlmsghdr *)reply;
    if (left < 0 || !NLMSG_OK(message, left) || message->nlmsg_seq != sequence || message->nlmsg_type != RTM_NEWLINK)
        errx(1, "no link was returned");
    return message;
}
