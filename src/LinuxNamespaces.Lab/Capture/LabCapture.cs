using System.Collections.Immutable;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <summary>Keeps the last frames of each link of a lab in memory, to look at them when a test has failed. All members can be used by several threads at once.</summary>
/// <remarks>
/// A lab has one if <see cref="NetworkLabOptions.Capture"/> is set. Frames are captured at the first end of a link that is a host, in both directions: what a link loses is there as well if
/// that host has sent it. To capture whole frames of one link without a limit, use <see cref="LinkCapture"/>.
/// </remarks>
public sealed class LabCapture
{
    private const int MaxReady = 16;

    private readonly NetworkLab _lab;
    private readonly LabCaptureOptions _options;
    private readonly Lock _sync = new();
    private ImmutableDictionary<PacketSocket, LinkTap> _taps = ImmutableDictionary<PacketSocket, LinkTap>.Empty;
    private PacketPoller? _poller;
    private Thread? _thread;
    private volatile bool _isEnding;

    internal LabCapture(NetworkLab lab, LabCaptureOptions options) => (_lab, _options) = (lab, options);

    /// <summary>Gets the links of which there are frames, in the order in which they were connected.</summary>
    public IReadOnlyList<LabLink> Links => [.. _taps.Values.Where(tap => tap.Frames > 0).Select(tap => tap.Link).OrderBy(link => link.Number)];

    /// <summary>Gets how many frames of a link are kept.</summary>
    /// <param name="link">The link.</param>
    /// <returns>The number of frames; 0 if the link does not exist yet.</returns>
    public int CountFrames(LabLink link) => Find(link)?.Frames ?? 0;

    /// <summary>Writes the frames of a link in the pcapng format, which tcpdump(8) and Wireshark read.</summary>
    /// <param name="link">The link.</param>
    /// <param name="stream">The stream, which stays open.</param>
    /// <exception cref="ArgumentException">The link does not exist yet, or belongs to another lab.</exception>
    /// <exception cref="IOException">The stream cannot be written to.</exception>
    public void Write(LabLink link, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        (Find(link) ?? throw new ArgumentException($"The link '{link.Name}' is not captured.", nameof(link))).Write(stream);
    }

    /// <summary>Forgets all frames so far.</summary>
    public void Clear()
    {
        foreach (LinkTap tap in _taps.Values)
        {
            tap.Clear();
        }
    }

    /// <summary>Captures a link from now on.</summary>
    internal void Add(LabLink link)
    {
        lock (_sync)
        {
            if (_isEnding)
            {
                return;
            }

            LinkTap tap;
            try
            {
                tap = new LinkTap(link, _options);
            }
            catch (LinuxException e)
            {
                // The lab works without.
                _lab.Log.Add("capture", link.Name, e.Message);
                return;
            }

            _taps = _taps.Add(tap.Socket, tap);
            _poller ??= new PacketPoller();
            _poller.Add(tap.Socket);
            if (_thread is null)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = "LinuxNamespaces.Lab capture" };
                _thread.Start();
            }
        }
    }

    /// <summary>Ends the capture. What was captured can still be written.</summary>
    internal void End()
    {
        lock (_sync)
        {
            if (_isEnding)
            {
                return;
            }

            _isEnding = true;
            _poller?.Wake();
        }

        _thread?.Join();
        foreach (LinkTap tap in _taps.Values)
        {
            tap.Dispose();
        }

        _poller?.Dispose();
    }

    private LinkTap? Find(LabLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return _taps.Values.FirstOrDefault(tap => tap.Link == link);
    }

    private void Run()
    {
        PacketSocket?[] ready = new PacketSocket?[MaxReady];
        while (!_isEnding)
        {
            int count = _poller!.Wait(ready, Timeout.InfiniteTimeSpan);
            foreach (PacketSocket? socket in ready.AsSpan(0, count))
            {
                if (_taps.TryGetValue(socket!, out LinkTap? tap))
                {
                    tap.Receive();
                }
            }
        }
    }
}
