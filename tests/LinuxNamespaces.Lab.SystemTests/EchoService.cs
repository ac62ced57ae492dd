using System.Globalization;
using Grpc.Core;

namespace LinuxNamespaces.Lab.SystemTests;

/// <summary>A gRPC service.</summary>
internal sealed class EchoService : EchoServiceBase
{
    public override Task<string> Say(string text, ServerCallContext context) => Task.FromResult($"echo {text}");

    public override async Task Count(string end, IServerStreamWriter<string> responses, ServerCallContext context)
    {
        for (int i = 0; i < int.Parse(end, CultureInfo.InvariantCulture); i++)
        {
            await responses.WriteAsync(i.ToString("D1000", CultureInfo.InvariantCulture), context.CancellationToken);
        }
    }
}
