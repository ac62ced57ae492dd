namespace LinuxNamespaces.Lab;

/// <content>Faults.</content>
public sealed partial class NetworkLab
{
    internal HostPartitions Partitions { get; }

    /// <summary>Gets what passes between two hosts, whichever links it takes, for a <see cref="Lab.Scenario"/>. It can be partitioned, in both directions or one, and has no other conditions.</summary>
    /// <param name="first">A host or a router.</param>
    /// <param name="second">Another host or router.</param>
    /// <returns>The way between the hosts. Its forward direction leads from the first host to the second.</returns>
    /// <exception cref="ArgumentException">A host belongs to another lab, or both are the same.</exception>
    public IConditionedLink Between(LabHost first, LabHost second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Lab != this || second.Lab != this)
        {
            throw new ArgumentException($"The host '{(first.Lab != this ? first : second).Name}' belongs to another lab.");
        }

        return first == second ? throw new ArgumentException($"There is nothing between the host '{first.Name}' and itself.", nameof(second)) : new HostPair(first, second);
    }

    /// <summary>Lets two hosts not hear each other, whichever links lie between them. All other traffic passes. Neither of them notices, except that no answer comes.</summary>
    /// <param name="first">A host or a router.</param>
    /// <param name="second">Another host or router.</param>
    /// <remarks>
    /// IP packets are dropped by nftables on the receiving host, and on routers, which may translate addresses: the table <c>lab-partition</c>. Hosts in the same network still resolve
    /// the link-layer addresses of each other. Use <see cref="LabLink.Set(Func{LinkConditions, LinkConditions})"/> or <see cref="LabLink.Unplug"/> to cut a link as a whole.
    /// </remarks>
    /// <exception cref="ArgumentException">A host belongs to another lab, or both are the same.</exception>
    /// <exception cref="NotSupportedException">The kernel lacks nftables (CONFIG_NF_TABLES).</exception>
    /// <exception cref="ObjectDisposedException">The lab is disposed.</exception>
    public void Partition(LabHost first, LabHost second)
    {
        Between(first, second);
        Partitions.Set(first, second, true, true);
    }

    /// <summary>Lets a host not hear another one, which still hears it.</summary>
    /// <param name="from">The host whose packets are lost.</param>
    /// <param name="to">The host that they do not reach.</param>
    /// <inheritdoc cref="Partition" path="/remarks"/>
    /// <inheritdoc cref="Partition" path="/exception"/>
    public void Block(LabHost from, LabHost to)
    {
        Between(from, to);
        Partitions.Change(from, to, _ => true, isBlocked => isBlocked);
    }

    /// <summary>Ends <see cref="Partition"/> and <see cref="Block"/> between two hosts. Nothing happens if there is no partition.</summary>
    /// <param name="first">A host or a router.</param>
    /// <param name="second">Another host or router.</param>
    /// <inheritdoc cref="Partition" path="/exception"/>
    public void Heal(LabHost first, LabHost second)
    {
        Between(first, second);
        Partitions.Set(first, second, false, false);
    }

    /// <summary>Creates an empty timetable of faults, which uses the clock of the lab and writes its steps to <see cref="Log"/>.</summary>
    /// <returns>The scenario.</returns>
    /// <example>
    /// <code>
    /// await lab.Scenario().After(2.Seconds()).Partition(client, web).After(5.Seconds()).Heal().RunAsync(cancellationToken);
    /// </code>
    /// </example>
    public Scenario Scenario() => new(Options.TimeProvider) { Log = Log };

    /// <summary>Creates a scenario of random faults: on all links of the lab, and between its hosts.</summary>
    /// <param name="length">How long the scenario takes. All faults are over at its end.</param>
    /// <param name="seed">The seed; a random one if <see langword="null"/>. The same seed, lab and length give the same scenario.</param>
    /// <returns>The scenario, whose seed is in the message of a failure and in <see cref="Log"/>.</returns>
    /// <exception cref="InvalidOperationException">The lab has no links.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The length is not positive.</exception>
    public Scenario RandomScenario(TimeSpan length, ulong? seed = null)
    {
        if (_links.IsEmpty)
        {
            throw new InvalidOperationException("The lab has no links, on which there could be faults.");
        }

        // As many pairs as links at most, from everywhere in the lab, so that a large one has faults of all kinds.
        LabHost[] hosts = [.. Hosts.Where(host => host is not LabRouter && host.Ports.Count > 0)];
        IConditionedLink[] pairs = [.. hosts.SelectMany((host, i) => hosts.Skip(i + 1).Select(other => Between(host, other)))];
        int step = Math.Max(1, pairs.Length / _links.Length);
        Scenario random = Lab.Scenario.Random([.. _links, .. pairs.Where((_, i) => i % step == 0)], length, seed, Options.TimeProvider);
        random.Log = Log;
        return random;
    }
}
