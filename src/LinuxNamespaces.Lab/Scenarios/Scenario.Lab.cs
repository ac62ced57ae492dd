namespace LinuxNamespaces.Lab;

/// <content>Faults of one direction, of hosts and of cables.</content>
public sealed partial class Scenario
{
    /// <summary>Adds a step that lets two hosts not hear each other, whichever links lie between them.</summary>
    /// <param name="first">A host.</param>
    /// <param name="second">Another host of the same lab.</param>
    /// <returns>The same scenario.</returns>
    /// <exception cref="ArgumentException">The hosts belong to different labs, or are the same.</exception>
    /// <seealso cref="NetworkLab.Partition"/>
    public Scenario Partition(LabHost first, LabHost second) => Partition([Between(first, second)]);

    /// <summary>Adds a step that ends the partition of two hosts.</summary>
    /// <param name="first">A host.</param>
    /// <param name="second">Another host of the same lab.</param>
    /// <returns>The same scenario.</returns>
    /// <exception cref="ArgumentException">The hosts belong to different labs, or are the same.</exception>
    public Scenario Heal(LabHost first, LabHost second) => Heal([Between(first, second)]);

    /// <summary>Adds a step that loses every frame of a link in one direction. <see cref="Heal(IReadOnlyList{IConditionedLink})"/> ends it.</summary>
    /// <param name="link">The link.</param>
    /// <param name="direction">The direction.</param>
    /// <returns>The same scenario.</returns>
    public Scenario Block(IConditionedLink link, WireDirection direction)
    {
        ArgumentNullException.ThrowIfNull(link);
        Change(link, direction, conditions => conditions with { Partitioned = true }, $"block {link.Name} {NameOf(direction)}");
        _partitioned.Add(link);
        return this;
    }

    /// <summary>Adds a step that lets a host not hear another one, which still hears it. <see cref="Heal(IReadOnlyList{IConditionedLink})"/> ends it.</summary>
    /// <param name="from">The host whose packets are lost.</param>
    /// <param name="to">The host of the same lab that they do not reach.</param>
    /// <returns>The same scenario.</returns>
    /// <exception cref="ArgumentException">The hosts belong to different labs, or are the same.</exception>
    public Scenario Block(LabHost from, LabHost to) => Block(Between(from, to), WireDirection.Forward);

    /// <summary>Adds a step that loses every frame on all links that a host has now, in both directions. <see cref="Heal(IReadOnlyList{IConditionedLink})"/> ends it.</summary>
    /// <param name="host">The host.</param>
    /// <returns>The same scenario.</returns>
    public Scenario Isolate(LabHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return Partition([.. host.Ports.Select(port => port.Link)]);
    }

    /// <summary>Adds a step that pulls the cable of a link, which both ends notice.</summary>
    /// <param name="link">The link.</param>
    /// <returns>The same scenario.</returns>
    public Scenario Unplug(LabLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return Do($"unplug {link.Name}", link.Unplug);
    }

    /// <summary>Adds a step that plugs the cable of a link in again.</summary>
    /// <param name="link">The link.</param>
    /// <returns>The same scenario.</returns>
    public Scenario Plug(LabLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return Do($"plug {link.Name}", link.Plug);
    }

    /// <summary>Adds a step that kills the programs that <see cref="LabHost.Start(string, string[])"/> has started on a host and that still run.</summary>
    /// <param name="host">The host.</param>
    /// <returns>The same scenario.</returns>
    public Scenario Kill(LabHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return DoAsync($"kill the programs of {host.Name}", async _ => await host.EndProcessesAsync().ConfigureAwait(false));
    }

    private static IConditionedLink Between(LabHost first, LabHost second)
    {
        ArgumentNullException.ThrowIfNull(first);
        return first.Lab.Between(first, second);
    }
}
