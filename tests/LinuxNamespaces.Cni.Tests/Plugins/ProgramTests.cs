using System.Reflection;
using FluentAssertions;
using LinuxNamespaces.Cni.Plugins;
using Xunit;

namespace LinuxNamespaces.Cni.Tests.Plugins;

public sealed class ProgramTests
{
    // The program is linked statically, so that it starts at once. OpenSSL would be loaded all the same, and brings a second C library into the process.
    [Fact]
    public void Plugins_need_no_library_of_the_machine() =>
        Assemblies().SelectMany(assembly => assembly.GetReferencedAssemblies()).Select(reference => reference.Name)
            .Should().NotContain(["System.Security.Cryptography", "System.Net.Security", "System.Net.Http"]);

    private static Assembly[] Assemblies() => [typeof(PluginTable).Assembly, typeof(CniHost).Assembly];
}
