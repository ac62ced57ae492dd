/* Veth pairs. */
#pragma once
#include "compare.h"

static const unsigned one_queue = 1;

static void add_queues(struct nlmsghdr *header)
{
    add_number(header, IFLA_NUM_TX_QUEUES, one_queue);
    add_number(header, IFLA_NUM_RX_QUEUES, one_queue);
}

/* A pair with one queue; the peer is in another namespace if there is one, and the first end a port of a bridge. Zero is none of each. */
static struct nlmsghdr *write_veth_pair(char *place, int flags, const char *first, const char *second, int peer_namespace, int bridge, int index, int group)
{
    struct ifinfomsg info = { .ifi_index = index, .ifi_flags = bridge ? IFF_UP : 0, .ifi_change = bridge ? IFF_UP : 0 };
    struct ifinfomsg peer_info = { .ifi_index = index ? index + 1 : 0 };
    struct nlmsghdr *header = begin_message(place, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL | flags, &info, sizeof info);

    add_text(header, IFLA_IFNAME, first);
    add_queues(header);
    if (bridge)
        add_number(header, IFLA_MASTER, bridge);
    if (group)
        add_number(header, IFLA_GROUP, group);
    struct rtattr *link_info = add(header, IFLA_LINKINFO | NLA_F_NESTED, NULL, 0);
    add_text(header, IFLA_INFO_KIND, "veth");
    struct rtattr *data = add(header, IFLA_INFO_DATA | NLA_F_NESTED, NULL, 0);
    struct rtattr *peer = add(header, VETH_INFO_PEER | NLA_F_NESTED, NULL, 0);
    memcpy((char *)header + header->nlmsg_len, &peer_info, sizeof peer_info);
    header->nlmsg_len += sizeof peer_info;
    add_text(header, IFLA_IFNAME, second);
    add_queues(header);
    if (peer_namespace)
        add_number(header, IFLA_NET_NS_FD, peer_namespace);
    end(header, peer);
    end(header, data);
    end(header, link_info);
    return header;
}

static struct nlmsghdr *write_deletion(int index, int group)
{
    struct ifinfomsg info = { .ifi_index = index };
    struct nlmsghdr *header = begin_message(request, RTM_DELLINK, NLM_F_ACK, &info, sizeof info);

    if (group)
        add_number(header, IFLA_GROUP, group);
    return header;
}
