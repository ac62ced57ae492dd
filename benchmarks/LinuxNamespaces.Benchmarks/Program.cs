using LinuxNamespaces.Benchmarks;

switch (args)
{
    case ["wire", string first, string second]:
        WireCarrier.Run(first, second);
        break;
    default:
        BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
