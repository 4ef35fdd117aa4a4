using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace VideoPipeline.Embedded.Functions;

internal sealed class ReflectedFunctionDefinition(string name, MethodInfo method) : FunctionDefinition
{
    public override string Name { get; } = name;

    public override string Id { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 8));

    public override string EntryPoint { get; } = $"{method.DeclaringType!.FullName}.{method.Name}";

    public override string PathToAssembly { get; } = method.DeclaringType!.Assembly.Location;

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; } = method.GetParameters()
        .Where(parameter => parameter.GetCustomAttribute<BindingAttribute>() is not null)
        .ToImmutableDictionary(parameter => parameter.Name!, BindingMetadata (parameter) => new InputBinding(parameter));

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings { get; } =
        ImmutableDictionary<string, BindingMetadata>.Empty;

    public override ImmutableArray<FunctionParameter> Parameters { get; } =
        [.. method.GetParameters().Select(parameter => new FunctionParameter(parameter.Name!, parameter.ParameterType))];

    private sealed class InputBinding(ParameterInfo parameter) : BindingMetadata
    {
        public override BindingDirection Direction => BindingDirection.In;

        public override string Name { get; } = parameter.Name!;

        // HttpTriggerAttribute is the binding "httpTrigger".
        public override string Type { get; } = CamelCase(parameter.GetCustomAttribute<BindingAttribute>()!.GetType().Name);

        private static string CamelCase(string attribute) =>
            char.ToLowerInvariant(attribute[0]) + attribute[1..^nameof(Attribute).Length];
    }
}
