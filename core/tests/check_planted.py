"""Writes core/cases/check_planted.jsonl to stdout: one whole chain of events, faults planted in it, and valid histories; each with what must be found.

The notation (EPCIS 1.2 XML, 2.0 XML, 2.0 JSON) changes from case to case.
"""
import json, sys
U="urn:epc:id:sgtin:9506000.113435."; C="urn:epc:id:sgtin:9506000.513435."; S="urn:epc:id:sscc:9506000."
L="urn:epc:id:sgln:9506000.00001.0"
def ev(kind, action, step, disp, t, **k):
    return dict(kind=kind, action=action, step=step, disp=disp, t=t, **k)
def com(t, ids, lot="A7B21", exp="2028-12-31"):
    return ev("ObjectEvent","ADD","commissioning","active",t,epcs=ids,lot=lot,exp=exp)
def pack(t, parent, kids, **k): return ev("AggregationEvent","ADD","packing","in_progress",t,parent=parent,kids=kids,**k)
def unpack(t, parent, kids, **k): return ev("AggregationEvent","DELETE","unpacking","in_progress",t,parent=parent,kids=kids,**k)
def ship(t, ids): return ev("ObjectEvent","OBSERVE","shipping","in_transit",t,epcs=ids)
def recv(t, ids): return ev("ObjectEvent","OBSERVE","receiving","in_progress",t,epcs=ids)
def end(t, ids, step="decommissioning"): return ev("ObjectEvent","DELETE",step,"inactive" if step=="decommissioning" else "destroyed",t,epcs=ids)
def u(*n): return [U+"P%02d"%i for i in n]
def c(*n): return [C+"K%d"%i for i in n]
def s(*n): return [S+"000000%04d"%i for i in n]
def chain():
    return [com("08:00",u(*range(12))), com("08:01",c(0,1,2)), com("08:02",s(0,1,2),lot=None,exp=None),
            pack("08:10",c(0)[0],u(0,1,2,3)), pack("08:11",c(1)[0],u(4,5,6,7)), pack("08:20",s(0)[0],c(0,1))]
shipped=lambda: chain()+[ship("09:00",s(0))]
F=[]   # name, events, expected [(rule, event, contradicts)]
def fault(name, events, *expected): F.append((name,events,list(expected)))
def but(events, index, **k):
    events=[dict(e) for e in events]; events[index].update(k); return events
fault("commissioned again by a second event", chain()+[com("08:30",u(5))], ("commissioned-twice",7,1))
fault("two packs commissioned again", chain()+[com("08:30",u(8,9))], ("commissioned-twice",7,1))
fault("a case commissioned again", chain()+[com("08:30",c(2))], ("commissioned-twice",7,2))
fault("a pack twice in one commissioning", but(chain(),0,epcs=u(*range(12))+u(3)), ("epc-twice-in-event",1,None))
fault("a serial used again after its end", chain()+[end("08:30",u(8)),com("08:40",u(8))], ("recommissioned",8,7))
fault("an SSCC used again after its end", chain()+[end("08:30",s(2)),com("08:40",s(2),None,None)], ("sscc-reused",8,7))
fault("an SSCC packed again after its end", chain()+[end("08:30",s(2)),pack("08:40",s(2)[0],c(2))], ("sscc-reused",8,7))
fault("an SSCC filled again after its delivery", shipped()+[recv("10:00",s(0)),unpack("10:10",s(0)[0],c(0,1)),pack("10:20",s(0)[0],c(0))], ("sscc-reused",10,7))
fault("a child never commissioned", but(chain(),3,kids=u(0,1,2)+u(77)), ("child-not-commissioned",4,None))
fault("a parent never commissioned", chain()+[pack("08:30",C+"NEW",u(8,9))], ("parent-not-commissioned",7,None))
fault("an SSCC never commissioned", chain()+[pack("08:30",s(9)[0],c(2))], ("parent-not-commissioned",7,None))
fault("shipped, never commissioned", chain()+[ship("09:00",u(77))], ("used-not-commissioned",7,None))
fault("shipped beside what exists, never commissioned", chain()+[ship("09:00",s(0)+u(78))], ("used-not-commissioned",7,None))
fault("ended, never commissioned", chain()+[end("09:00",u(79))], ("used-not-commissioned",7,None))
fault("packed before it was commissioned", chain()+[com("08:40",u(50)),pack("08:30",c(2)[0],u(50))], ("used-before-commissioning",8,7))
fault("packed into a case before that was commissioned", chain()+[pack("08:30",C+"LATE",u(8)),com("08:45",[C+"LATE"])], ("used-before-commissioning",7,8))
fault("shipped before it was commissioned", chain()+[ship("08:30",u(51)),com("08:50",u(51))], ("used-before-commissioning",7,8))
fault("packed into the same case again", chain()+[pack("08:30",c(0)[0],u(2))], ("packed-again",7,4))
fault("packed into a second case", chain()+[pack("08:30",c(2)[0],u(1))], ("two-parents",7,4))
fault("two packs into a second case", chain()+[pack("08:30",c(2)[0],u(4,5))], ("two-parents",7,5))
fault("a case on a second pallet", chain()+[pack("08:30",s(1)[0],c(1))], ("two-parents",7,6))
fault("a child twice in one packing", but(chain(),4,kids=u(4,5,6,7)+u(5)), ("child-twice-in-event",5,None))
fault("a pallet in itself", chain()+[pack("08:30",s(1)[0],s(1))], ("cycle",7,None))
fault("two pallets in each other", chain()+[pack("08:30",s(1)[0],s(2)),pack("08:31",s(2)[0],s(1))], ("cycle",8,7))
fault("three pallets in a ring", chain()+[pack("08:30",s(1)[0],s(2)),pack("08:31",s(2)[0],s(0)),pack("08:32",s(0)[0],s(1))], ("cycle",9,7))
fault("a pallet in a case", chain()+[pack("08:30",c(2)[0],s(1))], ("wrong-level",7,None))
fault("a pack in a pack of its kind", chain()+[pack("08:30",u(8)[0],u(9))], ("wrong-level",7,None))
fault("unpacked, never packed", chain()+[unpack("08:30",c(2)[0],u(8))], ("unpacked-not-inside",7,None))
fault("unpacked from the wrong case", chain()+[unpack("08:30",c(1)[0],u(0))], ("unpacked-not-inside",7,4))
fault("unpacked twice", chain()+[unpack("08:30",c(0)[0],u(0)),unpack("08:31",c(0)[0],u(0))], ("unpacked-not-inside",8,7))
fault("an unknown pack unpacked", chain()+[unpack("08:30",c(0)[0],u(80))], ("unpacked-not-inside",7,None))
fault("an empty case emptied", chain()+[unpack("08:30",c(2)[0],[])], ("unpacked-not-inside",7,None))
fault("packing without a parent", but(chain()[:5],4,parent=None), ("parent-missing",5,None))
fault("unpacking without a parent", chain()+[unpack("08:30",None,u(0))], ("parent-missing",7,None))
fault("packing without children", chain()+[pack("08:30",c(2)[0],[])], ("children-missing",7,None))
fault("more of a class unpacked than packed", chain()+[pack("08:30",s(1)[0],[],qty=("urn:epc:class:lgtin:9506000.113435.B1","10")),unpack("08:40",s(1)[0],[],qty=("urn:epc:class:lgtin:9506000.113435.B1","12"))], ("quantity-over-unpacked",8,7))
fault("an empty pallet shipped", chain()+[ship("09:00",s(1))], ("shipped-empty",7,None))
fault("an emptied pallet shipped", chain()+[unpack("08:30",s(0)[0],c(0,1)),ship("09:00",s(0))], ("shipped-empty",8,7))
fault("a pack shipped while in its case", chain()+[ship("09:00",u(0))], ("shipped-while-packed",7,4))
fault("a case shipped while on its pallet", chain()+[ship("09:00",c(1))], ("shipped-while-packed",7,6))
fault("a pallet and its case shipped", but(shipped(),6,epcs=s(0)+c(0)), ("parent-and-child-shipped",7,6))
fault("a pallet and one of its packs shipped", but(shipped(),6,epcs=u(4)+s(0)), ("parent-and-child-shipped",7,5))
fault("shipped twice", shipped()+[ship("09:30",s(0))], ("shipped-twice",8,7))
fault("a pack shipped twice", chain()+[ship("09:00",u(10)),ship("09:30",u(10))], ("shipped-twice",8,7))
fault("packed onto a pallet on its way", shipped()+[pack("09:30",s(0)[0],c(2))], ("packed-after-shipping",8,7))
fault("packed into a case whose pallet is on its way", shipped()+[pack("09:30",c(0)[0],u(8))], ("packed-after-shipping",8,7))
fault("packed while it is on its way", chain()+[ship("09:00",u(11)),pack("09:30",c(2)[0],u(11))], ("packed-after-shipping",8,7))
fault("received, never shipped", chain()+[recv("10:00",s(0))], ("received-not-shipped",7,None))
fault("received twice", shipped()+[recv("10:00",s(0)),recv("10:30",s(0))], ("received-not-shipped",9,8))
fault("ended twice", chain()+[end("08:30",u(8)),end("08:31",u(8))], ("decommissioned-twice",8,7))
fault("destroyed after its end", chain()+[end("08:30",u(9)),end("08:31",u(9),"destroying")], ("decommissioned-twice",8,7))
fault("ended while in its case", chain()+[end("08:30",u(6))], ("decommissioned-while-packed",7,5))
fault("a case ended with packs in it", chain()[:5]+[end("08:30",c(0))], ("decommissioned-with-content",6,4))
fault("packed after its end", chain()+[end("08:30",u(8)),pack("08:40",c(2)[0],u(8))], ("used-after-decommissioning",8,7))
fault("a case used after its end", chain()+[end("08:30",c(2)),pack("08:40",c(2)[0],u(8))], ("used-after-decommissioning",8,7))
fault("shipped after its end", chain()+[end("08:30",u(8),"destroying"),ship("09:00",u(8))], ("used-after-decommissioning",8,7))
fault("used up after its end", chain()+[end("08:30",u(8)),ev("TransformationEvent",None,"repackaging",None,"09:00",inputs=u(8),outputs=[U+"NEW"])], ("used-after-decommissioning",8,7))
fault("used up twice", chain()+[ev("TransformationEvent",None,"repackaging",None,"09:00",inputs=u(8),outputs=[U+"N1"]),ev("TransformationEvent",None,"repackaging",None,"09:10",inputs=u(8),outputs=[U+"N2"])], ("used-after-decommissioning",8,7))
fault("one lot with two expiries", chain()+[com("08:30",u(60),exp="2029-01-31")], ("lot-with-two-expiries",7,1))
fault("a pack of another lot in a case", chain()+[com("08:30",u(61),lot="OTHER"),pack("08:40",c(2)[0],u(61))], ("mixed-lot",8,7))
fault("a pack of another trade item beside others", chain()+[com("08:30",["urn:epc:id:sgtin:9506000.199999.X1"]),pack("08:40",c(0)[0],["urn:epc:id:sgtin:9506000.199999.X1"])], ("mixed-gtin",8,7))
fault("a case that belongs to another trade item", chain()+[com("08:30",["urn:epc:id:sgtin:9506000.199999.X2"]),pack("08:40",c(2)[0],["urn:epc:id:sgtin:9506000.199999.X2"])], ("case-gtin",8,7))
fault("an event later than the document", chain()+[dict(com("08:30",u(62)),day="2026-05-01")], ("event-in-future",7,None))
fault("a time without zone", but(chain(),5,zone=""), ("time-zone-missing",6,None))
fault("an unknown business step", but(chain(),5,step="pakking"), ("unknown-cbv-word",6,None))
fault("an unknown disposition", but(chain(),5,disp="in_progres"), ("unknown-cbv-word",6,None))
fault("commissioning that deletes", but(chain(),1,action="DELETE"), ("action-step",2,None))
fault("shipping leaves things destroyed", but(shipped(),6,disp="destroyed"), ("disposition-step",7,None))
fault("an expiry that is no date", but(chain(),0,exp="281231"), ("expiry-invalid",1,None))
fault("a serial with a slash", chain()+[com("08:30",[U+"A/1"])], ("epc-syntax",7,None))
fault("a prefix of five digits", chain()+[com("08:30",["urn:epc:id:sgtin:95060.00113435.1"])], ("epc-syntax",7,None))
fault("the same event sent twice", chain()+[chain()[3]], ("duplicate-event",7,4))
V=[("a whole chain",shipped()),("no shipping",chain()),
 ("packed first in the document, later in time",[chain()[3]]+chain()[:3]+chain()[4:]),
 ("repacked after unpacking",chain()+[unpack("08:30",c(0)[0],u(0)),pack("08:40",c(2)[0],u(0))]),
 ("emptied by naming no child, then used again",chain()[:5]+[unpack("08:30",c(0)[0],[]),pack("08:40",c(2)[0],u(0,1,2,3))]),
 ("delivered, unpacked and dispensed",shipped()+[recv("10:00",s(0)),unpack("10:10",s(0)[0],c(0,1)),unpack("10:20",c(0)[0],u(0,1,2,3)),end("11:00",u(0))]),
 ("sent on after its delivery",shipped()+[recv("10:00",s(0)),ship("11:00",s(0)),recv("12:00",s(0))]),
 ("a case and its packs end together",chain()[:5]+[end("09:00",c(0)+u(0,1,2,3))]),
 ("loose packs end",chain()+[end("09:00",u(8,9))]),
 ("one part of a delivery received by case",shipped()+[recv("10:00",c(0)),recv("10:01",c(1))]),
 ("all at one moment",[dict(e,t="08:00") for e in chain()]),
 ("amounts of a class",chain()+[pack("08:30",s(1)[0],[],qty=("urn:epc:class:lgtin:9506000.113435.B1","10")),unpack("08:40",s(1)[0],[],qty=("urn:epc:class:lgtin:9506000.113435.B1","10"))]),
 ("repackaged",chain()+[ev("TransformationEvent",None,"repackaging",None,"09:00",inputs=u(8,9),outputs=[U+"N1",U+"N2"]),pack("09:10",c(2)[0],[U+"N1",U+"N2"])]),
]
def time(e): return e.get("day","2026-03-04")+"T"+e["t"]+":00"+e.get("zone","Z")
def xml(events, two):
    out=['<?xml version="1.0" encoding="UTF-8"?>','<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:%d" xmlns:cbvmda="urn:epcglobal:cbv:mda" schemaVersion="%s" creationDate="2026-03-05T00:00:00Z"><EPCISBody><EventList>'%((2,"2.0") if two else (1,"1.2"))]
    for e in events:
        b=lambda x: x if two else "<extension>%s</extension>"%x
        epcs=lambda tag,ids: "<%s>%s</%s>"%(tag,"".join("<epc>%s</epc>"%i for i in ids),tag)
        x="<eventTime>%s</eventTime><eventTimeZoneOffset>+00:00</eventTimeZoneOffset>"%time(e)
        k=e["kind"]; tail=""
        if k=="ObjectEvent":
            x+=epcs("epcList",e["epcs"])
        elif k=="AggregationEvent":
            if e["parent"]: x+="<parentID>%s</parentID>"%e["parent"]
            x+=epcs("childEPCs",e["kids"])
        else:
            x+=epcs("inputEPCList",e["inputs"])+epcs("outputEPCList",e["outputs"])
        if e["action"]: x+="<action>%s</action>"%e["action"]
        x+="<bizStep>urn:epcglobal:cbv:bizstep:%s</bizStep>"%e["step"]
        if e["disp"]: x+="<disposition>urn:epcglobal:cbv:disp:%s</disposition>"%e["disp"]
        x+="<readPoint><id>%s</id></readPoint>"%L
        if e.get("qty"): tail+="<childQuantityList><quantityElement><epcClass>%s</epcClass><quantity>%s</quantity></quantityElement></childQuantityList>"%e["qty"]
        if e.get("lot"): tail+="<ilmd><cbvmda:lotNumber>%s</cbvmda:lotNumber><cbvmda:itemExpirationDate>%s</cbvmda:itemExpirationDate></ilmd>"%(e["lot"],e["exp"])
        if tail: x+=b(tail)
        x="<%s>%s</%s>"%(k,x,k)
        out.append("<extension>%s</extension>"%x if k=="TransformationEvent" and not two else x)
    return "\n".join(out)+"\n</EventList></EPCISBody></epcis:EPCISDocument>\n"
def js(events):
    out=[]
    for e in events:
        o={"type":e["kind"],"eventTime":time(e),"eventTimeZoneOffset":"+00:00"}
        if e["kind"]=="ObjectEvent": o["epcList"]=e["epcs"]
        elif e["kind"]=="AggregationEvent":
            if e["parent"]: o["parentID"]=e["parent"]
            o["childEPCs"]=e["kids"]
        else: o["inputEPCList"]=e["inputs"]; o["outputEPCList"]=e["outputs"]
        if e["action"]: o["action"]=e["action"]
        o["bizStep"]=e["step"]
        if e["disp"]: o["disposition"]=e["disp"]
        o["readPoint"]={"id":L}
        if e.get("qty"): o["childQuantityList"]=[{"epcClass":e["qty"][0],"quantity":float(e["qty"][1])}]
        if e.get("lot"): o["ilmd"]={"cbvmda:lotNumber":e["lot"],"cbvmda:itemExpirationDate":e["exp"]}
        out.append(json.dumps(o))
    return '{"@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", {"cbvmda": "urn:epcglobal:cbv:mda:"}],\n"type": "EPCISDocument", "schemaVersion": "2.0", "creationDate": "2026-03-05T00:00:00Z", "epcisBody": {"eventList": ['+",\n".join([""]+out)[1:]+"\n]}}"
cases=[]
for index,(name,events,expected) in enumerate(F+[(n,e,[]) for n,e in V]):
    planted="planted: " if expected else "valid: "
    note=["1.2.xml","2.0.xml","json"][index%3]
    text=[xml(events,False),xml(events,True),js(events)][index%3]
    lines=text.split("\n")
    found=[{"rule":r,"severity":"error","event":e,"event_line":2+e,"line":2+e,"contradicts":a} for r,e,a in expected]
    cases.append({"name":planted+name,"op":"check","documents":[{"name":"case."+note,"input":text}],"expect":{"ok":True,"blocks":len(found),"findings":found}})
print(len(F),"faults",len(V),"valid",file=sys.stderr)
sys.stdout.write("".join(json.dumps(x)+"\n" for x in cases))
