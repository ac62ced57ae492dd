using System.Net;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <summary>Which hosts do not hear which others.</summary>
/// <remarks>
/// The receiver drops what comes, so that the sender does not notice. Where the receiver sees another source, as a router translates addresses, the router drops it: before it
/// translates the source, and after it translates the destination. This depends neither on the links in between nor on what carries their frames.
/// </remarks>
internal sealed class HostPartitions(NetworkLab lab)
{
    private static readonly NftTable s_table = new(NftFamily.Inet, "lab-partition");
    private static readonly NftChain s_input = new(s_table, "input") { Hook = NftHook.Input };
    private static readonly NftChain s_forward = new(s_table, "forward") { Hook = NftHook.Forward };

    private readonly Lock _sync = new();
    private readonly HashSet<LabHost> _installed = [];
    private HashSet<(LabHost From, LabHost To)> _blocked = [];

    internal bool IsBlocked(LabHost from, LabHost to)
    {
        lock (_sync)
        {
            return _blocked.Contains((from, to));
        }
    }

    internal void Set(LabHost first, LabHost second, bool isForwardBlocked, bool isBackwardBlocked) => Change(first, second, _ => isForwardBlocked, _ => isBackwardBlocked);

    /// <summary>Decides about both directions in one step.</summary>
    /// <param name="forward">Returns whether the second host is not to hear the first, from whether it does not hear it now.</param>
    /// <param name="backward">Returns the same for the first host.</param>
    internal void Change(LabHost first, LabHost second, Func<bool, bool> forward, Func<bool, bool> backward)
    {
        lab.ThrowIfDisposed();
        bool isForwardBlocked, isBackwardBlocked;
        lock (_sync)
        {
            HashSet<(LabHost, LabHost)> before = _blocked;
            (isForwardBlocked, isBackwardBlocked) = (forward(before.Contains((first, second))), backward(before.Contains((second, first))));
            HashSet<(LabHost From, LabHost To)> after = [.. before];
            after.ExceptWith([(first, second), (second, first)]);
            after.UnionWith(isForwardBlocked ? [(first, second)] : []);
            after.UnionWith(isBackwardBlocked ? [(second, first)] : []);
            if (after.SetEquals(before))
            {
                return;
            }

            _blocked = after;
            try
            {
                Apply();
            }
            catch
            {
                _blocked = before;
                Apply();
                throw;
            }
        }

        lab.Log.Partition(first, second, isForwardBlocked, isBackwardBlocked);
    }

    /// <summary>Applies the partitions to hosts and routers that were added since, and to new addresses.</summary>
    internal void Refresh()
    {
        lock (_sync)
        {
            Apply();
        }
    }

    private void Apply()
    {
        foreach (LabHost host in lab.Hosts.Where(host => host.Exists))
        {
            NftRule[] rules = [.. _blocked.SelectMany(pair => Describe(host, pair.From, pair.To))];
            if (rules.Length == 0 && !_installed.Contains(host))
            {
                continue;
            }

            using NftTransaction change = host.Existing!.Nftables.BeginTransaction();
            // Adding what exists does nothing, and makes sure that there is something to delete.
            change.Add(s_table);
            change.Delete(s_table);
            if (rules.Length > 0)
            {
                change.Add(s_table);
                change.Add(s_input);
                change.Add(s_forward);
                foreach (NftRule rule in rules)
                {
                    change.Add(rule);
                }
            }

            change.Commit();
            _ = rules.Length > 0 ? _installed.Add(host) : _installed.Remove(host);
        }
    }

    private static IEnumerable<NftRule> Describe(LabHost at, LabHost from, LabHost to)
    {
        if (at == to)
        {
            foreach (IPAddress source in from.Addresses)
            {
                yield return new NftRule(s_input, NftMatch.Source(source), NftAction.Drop);
            }
        }
        else if (at is LabRouter)
        {
            foreach (IPAddress source in from.Addresses)
            {
                foreach (IPAddress destination in to.Addresses.Where(address => address.AddressFamily == source.AddressFamily))
                {
                    yield return new NftRule(s_forward, NftMatch.Source(source), NftMatch.Destination(destination), NftAction.Drop);
                }
            }
        }
    }
}
