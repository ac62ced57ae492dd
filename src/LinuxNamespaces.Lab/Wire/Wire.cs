using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <summary>A managed wire: this process carries each frame between two links, and decides about its fate. It works on every kernel, and repeats itself.</summary>
/// <remarks>
/// <para>
/// Each end is a veth pair with one end in a host, and the other in a network namespace that nothing else uses. There the library takes the frames by packet sockets. The fate of a frame
/// depends on <see cref="Seed"/>, its direction and its number alone, apart from <see cref="LinkConditions.Rate"/>, which depends on when frames come. Frames have the size of the MTU:
/// segmentation offload is off at both ends.
/// </para>
/// <para>All members can be used by any thread. It needs CAP_NET_ADMIN and CAP_NET_RAW over the namespaces, as the caller has over those that it has created.</para>
/// </remarks>
/// <example>
/// <code>
/// using Wire wire = Wire.Create(red, "eth0", blue, "eth0", new() { Forward = new() { Delay = TimeSpan.FromMilliseconds(20) }, Seed = 42 });
/// wire.First.AddAddress("10.0.0.1/24").Up();
/// wire.Second.AddAddress("10.0.0.2/24").Up();
/// using (wire.OnFrame(frame => frame.Tcp is { Syn: true } ? WireVerdict.Drop : WireVerdict.Pass))
/// {
///     // No connection can be opened.
/// }
/// </code>
/// </example>
public sealed partial class Wire : IConditionedLink, ILinkBackEnd
{
    // As many frames as a wire carries before others have their turn.
    private const int FramesInTurn = 256;

    private readonly Lock _sync = new();
    private readonly NetNamespace? _hidden;
    private readonly PacketSocket _firstSocket;
    private readonly PacketSocket _secondSocket;
    private readonly WireLane _forward;
    private readonly WireLane _backward;
    private readonly PacketFrameHandler _acceptForward;
    private readonly PacketFrameHandler _acceptBackward;
    private readonly WirePump _pump;
    private WireClock _clock;
    private long _now;
    private long _nextDue = long.MaxValue;
    private bool _isDisposed;

    private Wire(Link first, Link second, Link hiddenFirst, Link hiddenSecond, WireOptions options, NetNamespace? hidden)
    {
        (First, Second, _hidden) = (first, second, hidden);
        Seed = options.Replay?.Seed ?? options.Seed ?? (ulong)Random.Shared.NextInt64();
        PacketSocketOptions socket = new() { BufferSize = options.BufferSize, BypassQdisc = true };
        _firstSocket = PacketSocket.Open(hiddenFirst, socket);
        try
        {
            _secondSocket = PacketSocket.Open(hiddenSecond, socket);
            _forward = new WireLane(WireDirection.Forward, options, Seed, new SocketOutput(_secondSocket));
            _backward = new WireLane(WireDirection.Backward, options, Seed, new SocketOutput(_firstSocket));
            _forward.Set(options.Forward);
            _backward.Set(options.Backward);
            _acceptForward = frame => Accept(_forward, frame);
            _acceptBackward = frame => Accept(_backward, frame);
            _clock = new WireClock(options.TimeProvider);
            _pump = WirePump.Start(this, options.TimeProvider, _firstSocket, _secondSocket);
        }
        catch
        {
            _secondSocket?.Dispose();
            _firstSocket.Dispose();
            throw;
        }
    }

    /// <summary>Gets the link at the first end.</summary>
    public Link First { get; }

    /// <summary>Gets the link at the second end.</summary>
    public Link Second { get; }

    /// <summary>Gets the names of both links, as in <c>eth0 - eth1</c>.</summary>
    public string Name => $"{First.Name} - {Second.Name}";

    /// <summary>Gets the seed. A wire with the same seed and conditions does the same with the same frames.</summary>
    public ulong Seed { get; }

    /// <summary>Gets the conditions from the first end to the second.</summary>
    public LinkConditions Forward => _forward.Conditions;

    /// <summary>Gets the conditions from the second end to the first.</summary>
    public LinkConditions Backward => _backward.Conditions;

    /// <summary>The settings of an end in a host: frames of the size of the MTU, as on a cable.</summary>
    internal static LinkOptions HostEnd(int mtu) => new() { Mtu = mtu, GsoMaxSegments = 1 };

    /// <summary>The settings of the other end of it, which the wire takes the frames from.</summary>
    internal static LinkOptions HiddenEnd(int mtu) => new() { Mtu = mtu, GsoMaxSegments = 1, Arp = false, Up = true };

    /// <summary>Creates a wire with two new links.</summary>
    /// <param name="first">The namespace of the first link.</param>
    /// <param name="firstName">The name of the first link: 1 to 15 bytes, without '/', ':', '%' and white space.</param>
    /// <param name="second">The namespace of the second link.</param>
    /// <param name="secondName">The name of the second link.</param>
    /// <param name="options">The options; the defaults if <see langword="null"/>.</param>
    /// <returns>The wire. Its links are down, and are deleted with it.</returns>
    /// <exception cref="ArgumentException">A name is not a valid interface name, or conditions contradict each other.</exception>
    /// <exception cref="LinuxException">A name is taken (EEXIST), CAP_NET_ADMIN or CAP_NET_RAW is missing over a namespace (EPERM), or the kernel lacks CONFIG_PACKET (EAFNOSUPPORT).</exception>
    public static Wire Create(NetNamespace first, string firstName, NetNamespace second, string secondName, WireOptions? options = null)
    {
        options ??= WireOptions.Default;
        Validate(options);
        NetNamespace hidden = NetNamespace.Create();
        try
        {
            PrepareHidden(hidden);
            VethPairOptions ends = new() { First = HostEnd(options.Mtu), Second = HiddenEnd(options.Mtu) };
            VethPair one = VethPair.Create(first, firstName, hidden, "first", ends);
            VethPair other = VethPair.Create(second, secondName, hidden, "second", ends);
            return new Wire(one.First, other.First, one.Second, other.Second, options, hidden);
        }
        catch
        {
            // Its links go with it.
            hidden.Dispose();
            throw;
        }
    }

    /// <summary>Creates a wire between links that take frames for it alone, as the other ends of veth pairs. They stay when the wire is disposed.</summary>
    /// <param name="first">The link of the first end.</param>
    /// <param name="second">The link of the second end.</param>
    /// <param name="options">The options; the defaults if <see langword="null"/>. <see cref="WireOptions.Mtu"/> is that of the links.</param>
    /// <returns>The wire.</returns>
    /// <remarks>
    /// The links have to be up, and should have no addresses. Offload at the other ends makes frames that are longer than the MTU, which are lost: create them with
    /// <see cref="LinkSettings.GsoMaxSegments"/> 1.
    /// </remarks>
    /// <exception cref="ArgumentException">Conditions contradict each other.</exception>
    /// <exception cref="LinuxException">A link is gone (ENODEV), CAP_NET_RAW is missing over its namespace (EPERM), or the kernel lacks CONFIG_PACKET (EAFNOSUPPORT).</exception>
    public static Wire Attach(Link first, Link second, WireOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        options ??= WireOptions.Default;
        Validate(options);
        return new Wire(first, second, first, second, options, null);
    }

    /// <summary>Ends the wire. Frames in flight are lost. The links of <see cref="Create"/> are deleted.</summary>
    public void Dispose()
    {
        lock (_sync)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            StopRecording();
            SignalArrival();
            Volatile.Write(ref _nextDue, long.MaxValue);
        }

        _pump.Remove(this, _firstSocket, _secondSocket);
        lock (_sync)
        {
            _firstSocket.Dispose();
            _secondSocket.Dispose();
        }

        if (_hidden is not null)
        {
            DeleteLinks();
            _hidden.Dispose();
        }
    }

    /// <summary>The kernel's own traffic stays away from the links of a namespace that is for wires alone.</summary>
    internal static void PrepareHidden(NetNamespace hidden)
    {
        if (Directory.Exists("/proc/sys/net/ipv6"))
        {
            hidden.Sysctl["net/ipv6/conf/default/disable_ipv6"] = "1";
        }
    }

    LinkMeasure ILinkBackEnd.Measure(WireDirection direction) => GetStatistics(direction).Measure();

    /// <summary>Carries the frames that have come in at one end. The thread of the wire calls it.</summary>
    internal void Receive(PacketSocket socket)
    {
        lock (_sync)
        {
            if (_isDisposed)
            {
                return;
            }

            (WireLane lane, PacketFrameHandler accept) = socket == _firstSocket ? (_forward, _acceptForward) : (_backward, _acceptBackward);
            _now = _clock.Now;
            if (!_clock.IsPaused)
            {
                lane.Release(_now);
            }

            socket.Receive(accept, FramesInTurn);
            lane.Flush();
            UpdateNext();
            SignalArrival();
        }
    }

    /// <summary>Delivers what is due. The thread of the wire calls it.</summary>
    internal void Release()
    {
        lock (_sync)
        {
            if (_isDisposed || _clock.IsPaused)
            {
                return;
            }

            long now = _clock.Now;
            _forward.Release(now);
            _backward.Release(now);
            _forward.Flush();
            _backward.Flush();
            UpdateNext();
        }
    }

    /// <summary>Runs a part of the thread's work for this wire. A failure ends the wire, and not the others.</summary>
    internal void Run<T>(T argument, Action<Wire, T> work)
    {
        try
        {
            work(this, argument);
        }
#pragma warning disable CA1031 // The thread serves other wires too.
        catch (Exception e)
#pragma warning restore CA1031
        {
            lock (_sync)
            {
                _failure ??= e;
                Volatile.Write(ref _nextDue, long.MaxValue);
            }

            _pump.Remove(this, _firstSocket, _secondSocket);
        }
    }

    /// <summary>How long until a frame arrives; null if none is in flight, or the wire is paused.</summary>
    internal long? TicksToNext()
    {
        if (Volatile.Read(ref _nextDue) == long.MaxValue)
        {
            return null;
        }

        lock (_sync)
        {
            return _nextDue == long.MaxValue ? null : _nextDue - _clock.Now;
        }
    }

    private static void Validate(WireOptions options)
    {
        options.Forward.Validate(nameof(options));
        options.Backward.Validate(nameof(options));
    }

    private void Accept(WireLane lane, scoped PacketFrame frame)
    {
        WireEvent done = lane.Accept(frame.Bytes, frame.Missing, frame.Offload, _handlers.IsEmpty ? null : _handlers, _now, _clock.IsPaused);
        if (_recorder is not null)
        {
            WriteRecord(done);
        }
    }

    private void UpdateNext() => Volatile.Write(ref _nextDue, _clock.IsPaused ? long.MaxValue : Math.Min(_forward.NextDue, _backward.NextDue));

    private void DeleteLinks()
    {
        foreach (Link link in (Link[])[First, Second])
        {
            try
            {
                link.Delete();
            }
            catch (Exception e) when (e is NetlinkException or ObjectDisposedException)
            {
                // It is gone already, with its namespace or by another program. If not, it goes with the hidden namespace.
            }
        }
    }
}
