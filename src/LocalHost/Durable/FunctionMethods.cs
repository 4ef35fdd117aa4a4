using System.Reflection;
using System.Reflection.Emit;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using VideoPipeline.LocalHost.Worker;

namespace VideoPipeline.LocalHost.Durable;

/// <summary>What an emitted method calls: the function's name, the arguments as WebJobs bound them, and the token.</summary>
public delegate Task<object?> FunctionCall(string function, object?[] arguments, CancellationToken cancellationToken);

/// <summary>
/// WebJobs runs static methods; the functions are in the worker. One method per function is emitted, with the parameters whose
/// attributes make WebJobs and its extensions do their part.
/// </summary>
internal sealed class FunctionMethods : ITypeLocator
{
    private const string CallField = "Call";
    private const string DurableClient = "durableClient";
    private const string InstanceId = "instanceId";

    private readonly Type type;

    public FunctionMethods(IEnumerable<FunctionMetadata> functions, FunctionCall call)
    {
        var module = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Functions"), AssemblyBuilderAccess.Run).DefineDynamicModule("Functions");
        var builder = module.DefineType("Host.Functions", TypeAttributes.Public | TypeAttributes.Class);
        var field = builder.DefineField(CallField, typeof(FunctionCall), FieldAttributes.Public | FieldAttributes.Static);
        foreach (var function in functions)
        {
            Emit(builder, field, function);
        }

        type = builder.CreateType();
        type.GetField(CallField)!.SetValue(null, call);
    }

    public MethodInfo this[string function] => type.GetMethod(function)!;

    public IReadOnlyList<Type> GetTypes() => [type];

    private static void Emit(TypeBuilder builder, FieldInfo field, FunctionMetadata function)
    {
        List<(string Name, Type Type, CustomAttributeBuilder? Attribute)> parameters =
        [
            Trigger(function),
            .. function.DurableClient is null ? [] : new[] { (DurableClient, typeof(string), (CustomAttributeBuilder?)Attribute<DurableClientAttribute>()) },
            // Not a binding of its own: WebJobs fills it from what the activity trigger knows.
            .. function.Is("activityTrigger") ? new[] { (InstanceId, typeof(string), (CustomAttributeBuilder?)null) } : [],
            ("cancellationToken", typeof(CancellationToken), null),
        ];

        // Only durable triggers bind what a method returns; WebJobs refuses it of the others.
        var returns = IsDurable(function) ? typeof(Task<object>) : typeof(Task);
        var method = builder.DefineMethod(
            function.Name, MethodAttributes.Public | MethodAttributes.Static, returns, [.. parameters.Select(parameter => parameter.Type)]);
        method.SetCustomAttribute(Attribute<FunctionNameAttribute>(function.Name));
        if (parameters[0].Type == typeof(HostCall))
        {
            method.SetCustomAttribute(Attribute<NoAutomaticTriggerAttribute>());
        }

        for (var index = 0; index < parameters.Count; index++)
        {
            var parameter = method.DefineParameter(index + 1, ParameterAttributes.None, parameters[index].Name);
            if (parameters[index].Attribute is { } attribute)
            {
                parameter.SetCustomAttribute(attribute);
            }
        }

        EmitBody(method.GetILGenerator(), field, function.Name, parameters.Count - 1);
    }

    private static void EmitBody(ILGenerator il, FieldInfo field, string name, int arguments)
    {
        il.Emit(OpCodes.Ldsfld, field);
        il.Emit(OpCodes.Ldstr, name);
        il.Emit(OpCodes.Ldc_I4, arguments);
        il.Emit(OpCodes.Newarr, typeof(object));
        for (var index = 0; index < arguments; index++)
        {
            il.Emit(OpCodes.Dup);
            il.Emit(OpCodes.Ldc_I4, index);
            il.Emit(OpCodes.Ldarg, (short)index);
            il.Emit(OpCodes.Stelem_Ref);
        }

        il.Emit(OpCodes.Ldarg, (short)arguments);
        il.Emit(OpCodes.Callvirt, typeof(FunctionCall).GetMethod("Invoke")!);
        il.Emit(OpCodes.Ret);
    }

    private static (string Name, Type Type, CustomAttributeBuilder? Attribute) Trigger(FunctionMetadata function) =>
        function.TriggerType.ToUpperInvariant() switch
        {
            "ORCHESTRATIONTRIGGER" => ("trigger", typeof(string), Attribute<OrchestrationTriggerAttribute>()),
            "ACTIVITYTRIGGER" => ("trigger", typeof(string), Attribute<ActivityTriggerAttribute>()),
            "ENTITYTRIGGER" => ("trigger", typeof(string), Attribute<EntityTriggerAttribute>()),
            "TIMERTRIGGER" => ("trigger", typeof(TimerInfo),
                Attribute<TimerTriggerAttribute>(FunctionMetadata.Text(function.Trigger, "schedule")!)),
            _ => ("trigger", typeof(HostCall), null),
        };

    private static bool IsDurable(FunctionMetadata function) =>
        function.Is("orchestrationTrigger") || function.Is("activityTrigger") || function.Is("entityTrigger");

    private static CustomAttributeBuilder Attribute<T>(params string[] arguments)
        where T : Attribute =>
        new(typeof(T).GetConstructor([.. arguments.Select(_ => typeof(string))])!, arguments);
}

/// <summary>What a function that the host itself calls (HTTP, Service Bus) gets as its trigger.</summary>
public abstract class HostCall
{
    internal abstract Task RunAsync(WorkerCall call);
}
