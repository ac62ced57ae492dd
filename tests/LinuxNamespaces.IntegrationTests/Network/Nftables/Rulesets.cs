namespace LinuxNamespaces.IntegrationTests.Network.Nftables;

/// <summary>Rules in the language of nft(8).</summary>
internal static class Rulesets
{
    /// <summary>Nearly all kinds of expressions, sets and chains.</summary>
    internal const string All = """
        table inet t {
         comment "hello"
         set s { type ipv4_addr; flags interval; elements = { 10.0.0.0/8, 192.168.1.5 } }
         set c { typeof ip saddr . tcp dport; flags interval; elements = { 10.0.0.0/8 . 80-90 } }
         set n { type ifname; elements = { "eth0" } }
         map m { type inet_service : verdict; elements = { 80 : accept, 81 : jump x } }
         map d { type inet_service : ipv4_addr . inet_service; elements = { 80 : 10.0.0.1 . 8080 } }
         set ti { type ipv4_addr; flags dynamic,timeout; timeout 1m; size 100; comment "ti";
        }
         counter cn {
         packets 3 bytes 5
         }
         chain x {
         }
         chain f { type filter hook forward priority 0; policy drop;
          ip saddr 10.0.0.0/8 ip daddr 10.0.0.1 tcp dport 80 counter accept comment "web"
          ip6 saddr 2001:db8::/32 udp sport 1000-2000 drop
          iifname "eth0" oifname "wan*" ct state established,related accept
          ip saddr @s ip saddr . tcp dport @c iifname @n tcp dport vmap @m
          tcp dport { 80, 443 } counter name "cn" log prefix "x: " level warn
          tcp dport vmap { 80 : accept, 81 : drop
        }
          add @ti { ip saddr limit rate 10/second } limit rate over 5 mbytes/second burst 1 mbytes drop
          icmp type echo-request meta mark 5 meta mark set 7 ct mark set mark ct status dnat
          fib daddr type local jump x
          tcp flags syn / syn,rst tcp option maxseg size set rt mtu
          reject with icmpx type port-unreachable
          ip dscp set 10 meta l4proto { tcp, udp } numgen random mod 2 0 quota over 10 mbytes goto x
          ether saddr 02:00:00:00:00:01 ip protocol 47 return
          ip ttl != 5 jhash ip saddr mod 3 1
          ip saddr 10.0.0.0/12 ip saddr 10.0.0.1-10.0.0.7
          ip6 saddr ::1 ip6 daddr fe80::/10
         }
         chain pre { type nat hook prerouting priority -100;
           tcp dport 8080 dnat ip to 10.0.0.1:80
           udp dport 8080 dnat ip6 to [2001:db8::1]:80
           dnat ip to tcp dport map @d
           tcp dport 9 redirect to :9
         }
         chain post { type nat hook postrouting priority 100;
           oifname "wan" masquerade
           ip saddr 10.0.0.0/24 snat ip to 1.2.3.4-1.2.3.7 random,persistent
           meta l4proto tcp masquerade to :1000-2000 fully-random
         }
         chain raw { type filter hook prerouting priority -300; socket mark 5 notrack
        }
         chain ing { type filter hook ingress device "lo" priority 0; ip saddr 1.1.1.1 drop
        }
        }
        table bridge b { chain c { type filter hook forward priority 0; ip saddr 10.0.0.0/24 drop;
        }
        }
        table ip i { chain c { type filter hook forward priority 0; ip saddr 10.0.0.0/24 tcp dport 80 drop; meta protocol ip accept;
        }
        }
        table netdev nd { chain c { type filter hook ingress device "lo" priority 0; ip saddr 1.1.1.1 drop; dup to lo;
        }
        }
        """;
}
