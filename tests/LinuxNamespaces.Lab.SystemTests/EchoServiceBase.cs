using System.Text;
using Grpc.Core;

namespace LinuxNamespaces.Lab.SystemTests;

/// <summary>The methods of a gRPC service, whose messages are texts.</summary>
[BindServiceMethod(typeof(EchoServiceBase), nameof(Bind))]
internal abstract class EchoServiceBase
{
    private static readonly Marshaller<string> s_text = Marshallers.Create(Encoding.UTF8.GetBytes, Encoding.UTF8.GetString);

    internal static Method<string, string> SayMethod { get; } = new(MethodType.Unary, "Echo", nameof(Say), s_text, s_text);

    internal static Method<string, string> CountMethod { get; } = new(MethodType.ServerStreaming, "Echo", nameof(Count), s_text, s_text);

    public static void Bind(ServiceBinderBase binder, EchoServiceBase? service)
    {
        binder.AddMethod(SayMethod, service is null ? null : new UnaryServerMethod<string, string>(service.Say));
        binder.AddMethod(CountMethod, service is null ? null : new ServerStreamingServerMethod<string, string>(service.Count));
    }

    /// <summary>Returns the text.</summary>
    public abstract Task<string> Say(string text, ServerCallContext context);

    /// <summary>Returns the numbers below one, each with a thousand characters.</summary>
    public abstract Task Count(string end, IServerStreamWriter<string> responses, ServerCallContext context);
}
