namespace VideoPipeline.Simulator.Tasks;

/// <summary>What a task costs: the units that the reseller reports and the money it takes.</summary>
internal sealed record Bill(decimal Quantity, string Unit, decimal Amount, string Currency);
