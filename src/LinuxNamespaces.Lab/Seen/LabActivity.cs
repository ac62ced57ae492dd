using System.Diagnostics;

namespace LinuxNamespaces.Lab;

/// <summary>An operation of a lab, as an activity of <see cref="LabTelemetry"/>.</summary>
internal sealed class LabActivity : IDisposable
{
    private readonly Activity? _activity;

    private LabActivity(Activity? activity) => _activity = activity;

    internal static LabActivity Start(NetworkLab lab)
    {
        Activity? activity = LabTelemetry.Source.StartActivity("lab.start");
        activity?.SetTag("lab.hosts", lab.Hosts.Count).SetTag("lab.links", lab.Links.Count);
        return new LabActivity(activity);
    }

    public void Dispose() => _activity?.Dispose();
}
