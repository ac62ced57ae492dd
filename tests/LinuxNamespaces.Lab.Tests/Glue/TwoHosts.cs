namespace LinuxNamespaces.Lab.Tests.Glue;

/// <summary>A lab that the tests of a class share.</summary>
public sealed class TwoHosts : LabFixture
{
    protected override void Build(NetworkLab lab)
    {
        ArgumentNullException.ThrowIfNull(lab);
        lab.Connect(lab.AddHost("a"), lab.AddHost("b"));
    }
}
