using System.Diagnostics;
using LinuxNamespaces.Lab;

namespace LinuxNamespaces.Samples;

/// <summary>Buys of one server, and of the other one when no answer comes in time.</summary>
internal sealed class Customer(LabHost host, IReadOnlyList<LabHost> servers) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(250);

    // Names of the lab resolve.
    private readonly HttpClient _http = host.CreateHttpClient();
    private int _favourite;

    public void Dispose() => _http.Dispose();

    /// <param name="time">The time since the start of the story.</param>
    /// <param name="cancellationToken">Ends the purchase.</param>
    internal async Task<Purchase> BuyAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        for (int attempt = 0; attempt < servers.Count; attempt++)
        {
            LabHost server = servers[_favourite];
            if (await TryBuyAsync(server, cancellationToken))
            {
                return new Purchase(time, Stopwatch.GetElapsedTime(start), server.Name);
            }

            _favourite = (_favourite + 1) % servers.Count;
        }

        return new Purchase(time, Stopwatch.GetElapsedTime(start), null);
    }

    private async Task<bool> TryBuyAsync(LabHost server, CancellationToken cancellationToken)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(s_patience);
        try
        {
            using HttpResponseMessage answer = await _http.PostAsync(new Uri($"http://{server.Name}/buy"), null, end.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
