using System.Net;
using System.Runtime.CompilerServices;
using LinuxNamespaces.Network;

namespace LinuxNamespaces;

public sealed partial class NetNamespace
{
    /// <summary>Sends ICMP echo requests from the namespace one after the other and waits for their replies.</summary>
    /// <param name="target">An IPv4 or IPv6 address; a link-local IPv6 address with the index of its link as scope ID, as <see cref="ParseAddress"/> gives it.</param>
    /// <param name="options">The options. Defaults to a single request.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The results of the requests.</returns>
    /// <remarks>
    /// The caller needs the right to open a socket in the namespace, and CAP_NET_RAW in it or a group in its sysctl
    /// <c>net/ipv4/ping_group_range</c>. See ping(8) and icmp(7).
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// No route leads to the target (ENETUNREACH), the request is too large (EMSGSIZE), or the namespace cannot be entered (EPERM).
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<PingResult> PingAsync(IPAddress target, EchoOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<EchoReply> replies = [];
        await foreach (EchoReply reply in PingStreamAsync(target, options, cancellationToken).ConfigureAwait(false))
        {
            replies.Add(reply);
        }

        return new PingResult(target, replies);
    }

    /// <summary>As <see cref="PingAsync"/>, but returns each result as soon as it is known.</summary>
    /// <param name="target">An IPv4 or IPv6 address; a link-local IPv6 address with the index of its link as scope ID, as <see cref="ParseAddress"/> gives it.</param>
    /// <param name="options">The options. Defaults to a single request.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The results of the requests. <see cref="PingResult"/> summarizes them.</returns>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// No route leads to the target (ENETUNREACH), the request is too large (EMSGSIZE), or the namespace cannot be entered (EPERM).
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IAsyncEnumerable<EchoReply> PingStreamAsync(IPAddress target, EchoOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        ThrowIfDisposed();
        return SendEchoesAsync(target, options ?? EchoOptions.Default, cancellationToken);
    }

    private async IAsyncEnumerable<EchoReply> SendEchoesAsync(IPAddress target, EchoOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using EchoClient client = new(this, target, options);
        for (int sequence = 1; sequence <= options.Count; sequence++)
        {
            Task interval = sequence < options.Count ? Task.Delay(options.Interval, cancellationToken) : Task.CompletedTask;
            yield return await client.SendAsync(sequence, cancellationToken).ConfigureAwait(false);
            await interval.ConfigureAwait(false);
        }
    }
}
