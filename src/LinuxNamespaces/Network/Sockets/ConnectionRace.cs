using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>Connects to several addresses of a host at a time and uses the first connection; Happy Eyeballs, RFC 8305.</summary>
internal sealed class ConnectionRace(NetNamespace netNamespace, string host, int port)
{
    // The values that section 8 recommends.
    private static readonly TimeSpan s_attemptDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_resolutionDelay = TimeSpan.FromMilliseconds(50);

    // Up to the zone, if there is one.
    private readonly bool _isAddress = IPAddress.TryParse(host.Split('%')[0].TrimStart('['), out _);
    private readonly DestinationQueue _queue = new();
    private readonly List<Attempt> _running = [];
    private readonly List<(IPAddress Address, Exception Exception)> _failures = [];

    /// <summary>Connects to the host.</summary>
    /// <param name="lookUp">The addresses of the host, in parts.</param>
    /// <param name="keepOrder">Whether the addresses are tried in their own order.</param>
    /// <param name="cancellationToken">Ends all attempts.</param>
    /// <exception cref="SocketException">The host is not known, or no address can be connected to.</exception>
    /// <exception cref="LinuxException">The namespace has no such sockets at all, or cannot be entered.</exception>
    internal async Task<Socket> RunAsync(Func<CancellationToken, IAsyncEnumerable<IReadOnlyList<IPAddress>>> lookUp, bool keepOrder, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using IAsyncEnumerator<IReadOnlyList<IPAddress>> parts = lookUp(stop.Token).GetAsyncEnumerator(CancellationToken.None);
        Task<bool>? nextPart = parts.MoveNextAsync().AsTask();
        Task? pause = null;
        bool waitsForV6 = false;
        try
        {
            while (true)
            {
                if (pause is null && _queue.TryTake(out IPAddress? address))
                {
                    _running.Add(new Attempt(address, ConnectAsync(address, stop.Token)));
                    pause = Task.Delay(s_attemptDelay, stop.Token);
                    continue;
                }

                if (_running.Count == 0 && nextPart is null && _queue.IsEmpty)
                {
                    throw Failure();
                }

                // While there is an address left, the pause ends with the next attempt.
                Task[] events = [.. _running.Select(attempt => attempt.Task), .. Existing(nextPart), .. Existing(_queue.IsEmpty ? null : pause)];
                Task done = await Task.WhenAny(events).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                if (done == pause)
                {
                    pause = null;
                }
                else if (done == nextPart)
                {
                    bool hasPart = await nextPart.ConfigureAwait(false);
                    nextPart = hasPart ? AddPart() : null;
                    // Section 3: IPv6 gets a moment to arrive, so that it can be first.
                    bool onlyV4 = _running.Count == 0 && _failures.Count == 0 && !keepOrder && !_isAddress && nextPart is not null && !_queue.Has(AddressFamily.InterNetworkV6);
                    pause = onlyV4 ? Task.Delay(s_resolutionDelay, stop.Token) : waitsForV6 ? null : pause;
                    waitsForV6 = onlyV4;
                }
                else if (await FinishAsync(_running.Find(attempt => attempt.Task == done)!).ConfigureAwait(false) is { } winner)
                {
                    return winner;
                }
                else
                {
                    // A failure makes room for the next attempt at once.
                    pause = null;
                }
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await EndAsync(nextPart).ConfigureAwait(false);
        }

        Task<bool> AddPart()
        {
            if (keepOrder || _isAddress)
            {
                _queue.Add(parts.Current);
            }
            else
            {
                _queue.AddSorted(Destination.Find(netNamespace, parts.Current));
            }

            return parts.MoveNextAsync().AsTask();
        }
    }

    private static IEnumerable<Task> Existing(Task? task) => task is null ? [] : [task];

    private async Task<Socket> ConnectAsync(IPAddress address, CancellationToken cancellationToken)
    {
        Socket socket = netNamespace.CreateSocket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = true;
            await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // Any other exception ends all attempts, for example if the namespace object is disposed.
    private async Task<Socket?> FinishAsync(Attempt attempt)
    {
        _running.Remove(attempt);
        try
        {
            return await attempt.Task.ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or LinuxException)
        {
            _failures.Add((attempt.Address, e));
            return null;
        }
    }

    /// <summary>Waits for everything that still runs after it was cancelled, and closes the connections that came too late.</summary>
    private async Task EndAsync(Task? lookUp)
    {
        foreach (Attempt attempt in _running)
        {
            await ((Task)attempt.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (attempt.Task.IsCompletedSuccessfully)
            {
                (await attempt.Task.ConfigureAwait(false)).Dispose();
            }
        }

        await (lookUp ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private Exception Failure()
    {
        if (_failures.Count > 0 && _failures.TrueForAll(failure => failure.Exception is LinuxException))
        {
            return _failures[0].Exception;
        }

        (IPAddress Address, Exception Exception)? best = _failures.Count > 0 ? _failures.MaxBy(failure => Usefulness(failure.Exception)) : null;
        string reasons = _failures.Count switch
        {
            0 => "the host has no address",
            1 when _isAddress => _failures[0].Exception.Message,
            _ => string.Join("; ", _failures.Select(failure => $"{failure.Address}: {failure.Exception.Message}")),
        };
        // The HTTP handler makes its own exception of this one, of a kind that depends on the error, and adds the port.
        return new SocketException(
            (int)((best?.Exception as SocketException)?.SocketErrorCode ?? SocketError.HostNotFound),
            $"Could not connect to {PrintableText.Short(host)} from namespace '{netNamespace}': {reasons}");
    }

    // An error from the server or from the network is more specific than a missing route.
    private static int Usefulness(Exception exception) => exception is SocketException { SocketErrorCode: var error }
        ? error switch
        {
            SocketError.ConnectionRefused => 4,
            SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.AddressNotAvailable => 2,
            SocketError.AddressFamilyNotSupported => 1,
            _ => 3,
        }
        : 0;

    private sealed record Attempt(IPAddress Address, Task<Socket> Task);
}
