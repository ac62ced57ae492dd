using Xunit;

namespace LinuxNamespaces.Lab;

/// <summary>Provides a lab that the tests of a class share, as the fixture of the class.</summary>
/// <remarks>
/// Derive from it and override <see cref="Build"/>. The tests use <see cref="LabFactAttribute"/>, so that they are skipped where no lab can run; the lab is not built then. Derive the class of the
/// tests from <see cref="LabTestBase"/> to have the lab attached to those that fail.
/// </remarks>
/// <example>
/// <code>
/// public sealed class TwoHosts : LabFixture
/// {
///     protected override void Build(NetworkLab lab) => lab.Connect(lab.AddHost("a"), lab.AddHost("b"));
/// }
///
/// public sealed class PingTests(TwoHosts hosts) : LabTestBase(hosts.Lab), IClassFixture&lt;TwoHosts&gt;
/// {
///     [LabFact]
///     public async Task A_reaches_b() => Assert.True((await Lab["a"].PingAsync("b")).Succeeded);
/// }
/// </code>
/// </example>
public abstract class LabFixture : IAsyncLifetime
{
    /// <summary>Creates the fixture, whose lab keeps the last frames of each link.</summary>
    protected LabFixture()
        : this(LabTestBase.DefaultOptions)
    {
    }

    /// <summary>Creates the fixture.</summary>
    /// <param name="options">The options of the lab.</param>
    protected LabFixture(NetworkLabOptions options) => Lab = new NetworkLab(options);

    /// <summary>Gets the lab, which is started before the first test.</summary>
    public NetworkLab Lab { get; }

    /// <summary>Builds and starts the lab, unless the machine cannot run one.</summary>
    /// <returns>A task that completes when the lab is usable.</returns>
    public async ValueTask InitializeAsync()
    {
        if (LabSupport.ReasonToSkip is null)
        {
            Build(Lab);
            await Lab.StartAsync(TestContext.Current.CancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Removes the lab.</summary>
    /// <returns>A task that completes when the lab is gone.</returns>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Lab.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Adds nodes and links to the lab, which is started afterwards.</summary>
    /// <param name="lab">The empty lab.</param>
    protected abstract void Build(NetworkLab lab);
}
