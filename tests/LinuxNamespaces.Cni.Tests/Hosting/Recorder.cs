using System.Text.Json.Serialization;

namespace LinuxNamespaces.Cni.Tests.Hosting;

internal sealed record RecorderConfiguration
{
    public string? Delegate { get; init; }

    public string? Fail { get; init; }

    public int Number { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RecorderConfiguration))]
internal sealed partial class RecorderJson : JsonSerializerContext;

/// <summary>A plugin that notes what it is asked for.</summary>
internal sealed class Recorder(List<string> calls, CniResult? result = null, string name = "own") : CniPlugin<RecorderConfiguration>
{
    internal CniPluginHandler Handler => CniPluginHandler.Create(this, RecorderJson.Default.RecorderConfiguration);

    protected override CniResult Add(CniRequest<RecorderConfiguration> request)
    {
        calls.Add($"{name} ADD");
        if (name == "own" && request.Configuration.Delegate is { } type)
        {
            request.OnFailure(() => calls.Add("undo first"));
            request.DelegateAdd(type);
            request.OnFailure(() => throw new IOException("This cannot be undone."));
        }

        if (request.Configuration.Fail == name)
        {
            throw new CniException((CniErrorCode)123, "It failed.", "on purpose");
        }

        return result ?? request.PreviousResult ?? new CniResult();
    }

    protected override void Delete(CniRequest<RecorderConfiguration> request) => calls.Add($"{name} DEL");

    protected override void Check(CniRequest<RecorderConfiguration> request) => calls.Add($"{name} CHECK");

    protected override void Status(CniRequest<RecorderConfiguration> request) => calls.Add($"{name} STATUS");

    protected override void CollectGarbage(CniRequest<RecorderConfiguration> request) => calls.Add($"{name} GC {request.ValidAttachments.Count}");
}
