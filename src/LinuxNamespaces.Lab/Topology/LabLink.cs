using System.Net.NetworkInformation;

namespace LinuxNamespaces.Lab;

/// <summary>Represents a cable between two nodes of a lab, with the conditions of each direction.</summary>
public sealed class LabLink : IConditionedLink
{
    private readonly Lock _sync = new();
    private LinkJoint? _joint;

    internal LabLink(NetworkLab lab, string name, int number, (LabNode Node, string Interface) first, (LabNode Node, string Interface) second, LinkConditions conditions, LabLinkOptions options)
    {
        Lab = lab;
        Name = name;
        Number = number;
        Options = options;
        Forward = conditions;
        Backward = conditions;
        First = new LabPort(this, first.Node, first.Interface, 1, AddressOf(lab, number, 1));
        Second = new LabPort(this, second.Node, second.Interface, 2, AddressOf(lab, number, 2));
    }

    /// <summary>Gets the lab.</summary>
    public NetworkLab Lab { get; }

    /// <summary>Gets the name, which is unique in the lab.</summary>
    public string Name { get; }

    /// <summary>Gets the end at the node that was named first.</summary>
    public LabPort First { get; }

    /// <summary>Gets the end at the node that was named second.</summary>
    public LabPort Second { get; }

    /// <summary>Gets the options with which the link was connected.</summary>
    public LabLinkOptions Options { get; }

    /// <summary>Gets the conditions from the first end to the second.</summary>
    public LinkConditions Forward { get; private set; }

    /// <summary>Gets the conditions from the second end to the first.</summary>
    public LinkConditions Backward { get; private set; }

    /// <summary>Gets whether the cable is plugged in. A new link is.</summary>
    public bool IsPlugged { get; private set; } = true;

    /// <summary>Gets what carries the frames now: <see cref="LabWireKind.Auto"/> while nothing but the kernel's own links is needed.</summary>
    public LabWireKind WireKind
    {
        get
        {
            lock (_sync)
            {
                return _joint?.Kind ?? LabWireKind.Auto;
            }
        }
    }

    /// <summary>
    /// Gets the managed wire, for handlers of frames, pauses, steps and records; <see langword="null"/> if the link does not have one. Set conditions by the link.
    /// </summary>
    public Wire? Wire
    {
        get
        {
            lock (_sync)
            {
                return _joint?.Wire;
            }
        }
    }

    /// <summary>The position among all links of the lab, from 1.</summary>
    internal int Number { get; }

    internal LinkJoint? Joint => _joint;

    /// <summary>Changes the conditions of both directions. Packets on their way are not lost by the change.</summary>
    /// <param name="change">Returns the new conditions from those that a direction has. It is called once for each direction.</param>
    /// <exception cref="NotSupportedException">The link uses the kernel's queueing disciplines, and the kernel lacks one that is needed.</exception>
    /// <exception cref="ObjectDisposedException">The lab is disposed.</exception>
    /// <example>
    /// <code>
    /// uplink.Set(c => c with { Loss = 1 });
    /// </code>
    /// </example>
    public void Set(Func<LinkConditions, LinkConditions> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        Change(change, change);
    }

    /// <summary>Changes the conditions of one direction. Packets on their way are not lost by the change.</summary>
    /// <param name="from">The node at the end where frames of this direction enter the link.</param>
    /// <param name="change">Returns the new conditions from those that the direction has.</param>
    /// <exception cref="ArgumentException">The node is at neither end.</exception>
    /// <exception cref="NotSupportedException">The link uses the kernel's queueing disciplines, and the kernel lacks one that is needed.</exception>
    /// <exception cref="ObjectDisposedException">The lab is disposed.</exception>
    public void Set(LabNode from, Func<LinkConditions, LinkConditions> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        bool isForward = From(from) == First;
        Change(isForward ? change : Same, isForward ? Same : change);

        static LinkConditions Same(LinkConditions conditions) => conditions;
    }

    /// <summary>Sets the conditions of both directions.</summary>
    /// <param name="forward">The conditions from the first end to the second.</param>
    /// <param name="backward">The conditions from the second end to the first.</param>
    /// <exception cref="NotSupportedException">The link uses the kernel's queueing disciplines, and the kernel lacks one that is needed.</exception>
    /// <exception cref="ObjectDisposedException">The lab is disposed.</exception>
    public void Set(LinkConditions forward, LinkConditions backward)
    {
        ArgumentNullException.ThrowIfNull(forward);
        ArgumentNullException.ThrowIfNull(backward);
        lock (_sync)
        {
            Apply(forward, backward);
        }
    }

    /// <summary>Changes the conditions of both directions, each in its own way. Packets on their way are not lost by the change.</summary>
    /// <param name="forward">Returns the new conditions from the first end to the second.</param>
    /// <param name="backward">Returns the new conditions from the second end to the first.</param>
    /// <exception cref="NotSupportedException">The link uses the kernel's queueing disciplines, and the kernel lacks one that is needed.</exception>
    /// <exception cref="ObjectDisposedException">The lab is disposed.</exception>
    public void Change(Func<LinkConditions, LinkConditions> forward, Func<LinkConditions, LinkConditions> backward)
    {
        ArgumentNullException.ThrowIfNull(forward);
        ArgumentNullException.ThrowIfNull(backward);
        lock (_sync)
        {
            Apply(forward(Forward), backward(Backward));
        }
    }

    /// <summary>Pulls the cable: both ends lose their carrier, which the hosts notice, unlike a loss of all packets.</summary>
    /// <exception cref="ObjectDisposedException">The lab is disposed.</exception>
    public void Unplug() => Plug(false);

    /// <summary>Plugs the cable in again.</summary>
    /// <exception cref="ObjectDisposedException">The lab is disposed.</exception>
    public void Plug() => Plug(true);

    /// <summary>Returns the name.</summary>
    public override string ToString() => Name;

    /// <summary>The end at a node.</summary>
    /// <exception cref="ArgumentException">The node is at neither end.</exception>
    internal LabPort From(LabNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return First.Node == node ? First : Second.Node == node ? Second : throw new ArgumentException($"The node '{node.Name}' is at neither end of the link '{Name}'.", nameof(node));
    }

    /// <summary>Takes what was created in the kernel for the link, and disposes of it with the lab.</summary>
    internal void Attach(LinkJoint joint)
    {
        lock (_sync)
        {
            _joint = joint;
            _joint.Set(Forward, Backward);
            if (!IsPlugged)
            {
                _joint.Plug(false);
            }
        }
    }

    /// <summary>Reads what was dropped so far in a direction, and what waits now; null for a cable.</summary>
    internal LinkMeasure? Measure(WireDirection direction)
    {
        lock (_sync)
        {
            return _joint?.Measure(direction);
        }
    }

    internal void Release()
    {
        lock (_sync)
        {
            _joint?.Dispose();
        }
    }

    private void Apply(LinkConditions forward, LinkConditions backward)
    {
        ArgumentNullException.ThrowIfNull(forward);
        ArgumentNullException.ThrowIfNull(backward);
        Lab.ThrowIfDisposed();
        _joint?.Set(forward, backward);
        (Forward, Backward) = (forward, backward);
        Lab.Log.Conditions(this);
    }

    private void Plug(bool isPlugged)
    {
        lock (_sync)
        {
            Lab.ThrowIfDisposed();
            _joint?.Plug(isPlugged);
            IsPlugged = isPlugged;
            Lab.Log.Plugged(this);
        }
    }

    // Locally administered. The same lab has the same addresses in each run.
    private static PhysicalAddress AddressOf(NetworkLab lab, int number, byte end) =>
        new([0x02, unchecked((byte)(0x4c + lab.Options.Machine.GetValueOrDefault())), (byte)(number >> 16), (byte)(number >> 8), (byte)number, end]);
}
